"""`api key`: made, listed and revoked on the command line; and what the server says where it can't run."""

from __future__ import annotations

import sys

import pytest

from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.orders import Channel
from orderdesk.core.services.api_keys import admit
from orderdesk.core.store.engine import open_store
from tests.cli.shell import Shell
from tests.services.desk import NOW, sold


def test_every_scope_and_every_channel_can_be_chosen(shell: Shell) -> None:
    shell.add(sold(1))
    scopes = [f"--scope={scope.value}" for scope in KeyScope]
    for channel in Channel:
        assert (
            shell("api", "key", "add", channel.name, *scopes, f"--channel={channel.name.lower()}").status == 0
        )
    listed = shell("api", "key", "list", "--json").json
    assert [each["channel"] for each in listed] == [channel.name.lower() for channel in Channel]
    assert set(listed[0]["scopes"]) == {scope.value for scope in KeyScope}


def test_a_key_is_made_listed_and_revoked(shell: Shell) -> None:
    shell.add(sold(1))
    made = shell(
        *[
            "api",
            "key",
            "add",
            "플레이오토",
            "--scope",
            "orders:read",
            "--scope",
            "invoices:write",
            "--ip",
            "10.0.0.0/8",
        ]
    )
    key = made.out.strip()
    assert made.status == 0 and key.startswith("odk_") and "지금만" in made.err and key not in made.err
    with open_store(shell.url) as store:
        admit(store, key, "10.1.2.3", NOW)
    listed = shell("api", "key", "list", "--json").json
    assert [(each["name"], each["scopes"], each["used_from"]) for each in listed] == [
        ("플레이오토", ["invoices:write", "orders:read"], "10.1.2.3")
    ]
    table = shell("api", "key", "list").out
    assert "10.0.0.0/8" in table and "10.1.2.3" in table and key not in table
    assert shell("api", "key", "revoke", "플레이오토").status == 0
    assert "폐기" in shell("api", "key", "list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("api key add 창고", "권한이 하나도"),
        ("api key add 창고 --scope orders:read --ip 어딘가", "IP 주소나 대역이"),
        ("api key revoke 없음", "그런 이름의 API 키가"),
    ],
)
def test_what_cannot_be_is_said(shell: Shell, arguments: str, said: str) -> None:
    shell.add(sold(1))
    refused = shell(*arguments.split())
    assert (refused.status, refused.out) == (2, "") and said in refused.err


def test_a_server_that_is_not_installed_says_what_to_install(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    for name in [name for name in sys.modules if name.partition(".")[0] == "fastapi"]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("orderdesk.api")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    refused = shell("api", "serve")
    assert refused.status == 2 and "orderdesk[api]" in refused.err


def test_a_port_that_is_taken_is_said(shell: Shell) -> None:
    from orderdesk.api.serve import listening

    shell.add(sold(1))
    with listening("127.0.0.1", 0) as taken:
        refused = shell("api", "serve", "--port", str(taken.getsockname()[1]))
    assert refused.status == 2 and "--port" in refused.err


def test_partners_are_told_with_what_they_can_use(shell: Shell) -> None:
    table = shell("api", "partners").out
    assert "앱스토어 제휴사" in table and "POST /sections:ship" in table
    told = shell("api", "partners", "--json").json
    assert [each["name"] for each in told if each["group"] == "store"] == [
        "사방넷",
        "셀메이트",
        "플레이오토",
        "파스토",
    ]
    assert {need["status"] for each in told for need in each["needs"]} == {"지원", "미지원", "미확인"}
