from __future__ import annotations

import json

import pytest

from orderdesk.core.domain.webhooks import (
    WAITS,
    Standing,
    Webhook,
    delivered,
    ended,
    message_body,
    message_id,
    missed,
    read_url,
)

HOOK = Webhook(3, "https://shop.example/hook", 0, "김영희", 7)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/hook?from=desk",
        "https://203.0.113.7:8443/",
        "http://localhost:9000/hook",
        "http://127.0.0.1/hook",
        "http://[::1]:9000/hook",
    ],
)
def test_where_a_webhook_may_go(url: str) -> None:
    assert read_url(f" {url}\n") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example/hook",
        "https://",
        "http://shop.example/hook",
        "http://localhost.example/hook",
        "http://10.0.0.1/hook",
        "ftp://127.0.0.1/hook",
        "file:///etc/passwd",
        "https://me:secret@shop.example/hook",
        "https://@shop.example/hook",
        "https://shop.example/hook#part",
        "https://shop.example:99999/hook",
        "https://shop.example:0/hook",
        "https://shop.example/a b",
        "https://shop.example/a\x1b[31m",
        "https://shop.example\n/hook",
        "https://가게.example/hook",
        "https://[::1/hook",
        "https://shop.example/" + "a" * 1000,
    ],
)
def test_where_no_webhook_may_go(url: str) -> None:
    with pytest.raises(ValueError, match=r"webhook|Port|port|IPv6"):
        read_url(url)


def test_the_schedule_is_walked_to_its_end_and_begins_anew_with_an_answer() -> None:
    hook, waited = HOOK, list[int]()
    while hook.next_at is not None:
        assert hook.is_due(hook.next_at) and not hook.is_due(hook.next_at - 1)
        now = hook.next_at
        hook = missed(hook, now, "500")
        if hook.next_at is not None:
            assert hook.standing is Standing.WAITING
            waited.append(hook.next_at - now)
    assert waited == [60, 300, 1800, 7200, 43_200] == list(WAITS)
    assert (hook.standing, hook.tries, hook.cursor) == (Standing.STUCK, 6, 7)
    assert not hook.is_due(1 << 40)
    again = delivered(hook, 8)
    assert (again.standing, again.tries, again.cursor, again.trouble) == (Standing.ON, 0, 8, "")


def test_what_has_ended_is_never_due() -> None:
    assert ended(HOOK, 5).standing is Standing.ENDED and not ended(HOOK, 5).is_due(9)


def test_what_is_said_is_thin() -> None:
    body = message_body("202611220000001", 1_790_000_000)
    assert json.loads(body) == {
        "type": "order.changed",
        "id": "202611220000001",
        "modifiedAt": "2026-09-21T23:13:20+09:00",
    }


def test_a_message_has_one_name_and_no_other_has_it() -> None:
    names = {message_id(HOOK, change, at) for change in (1, 2, 11) for at in (1, 11)}
    assert len(names) == 6 and message_id(HOOK, 1, 11) in names
