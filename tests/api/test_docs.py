"""The page of the API is true: its examples are calls that are answered so, its tables are the program's."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderdesk.api.errors import STATUS
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.services import partners
from tests.api.conftest import Caller
from tests.services.desk import Desk, sold

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", PAGE, re.DOTALL)
ANYTHING = "…"


def called(client: httpx.Client, command: str) -> httpx.Response:
    """What a `curl` command of the page gets."""
    _, url, *options = shlex.split(command)
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(text.split(": ", 1) for option, text in given if option == "-H")
    headers["Authorization"] = headers["Authorization"].replace("$KEY", client.headers["Authorization"][7:])
    body = next((text for option, text in given if option == "--json"), None)
    if body:
        headers["Content-Type"] = "application/json"
    path = url.removeprefix("$API")
    return client.request("POST" if body else "GET", path, content=body and body.encode(), headers=headers)


def holds(found: Any, told: Any) -> bool:  # noqa: ANN401  # JSON
    """Whether *found* is as *told*, which may leave fields out."""
    if isinstance(told, dict):
        return isinstance(found, dict) and all(holds(found.get(key), value) for key, value in told.items())
    if isinstance(told, list):
        return len(found) == len(told) and all(map(holds, found, told))
    return bool(told == ANYTHING and found) or bool(found == told)


@pytest.mark.parametrize(("command", "told"), EXAMPLES, ids=["read", "write", "error"])
def test_examples_are_answered_so(desk: Desk, call: Caller, command: str, told: str) -> None:
    desk.add(sold(1, 2), sold(2))
    client = call(*map(KeyScope, re.findall(r"--scope (\S+)", PAGE)))
    reply = called(client, command)
    assert holds(reply.json(), json.loads(told)), reply.text


def test_the_table_of_partners_is_generated() -> None:
    written = PAGE.split("<!-- partners -->")[1].split("<!-- /partners -->")[0]
    assert written.strip() == partners.markdown().strip()


def test_every_scope_and_every_error_is_told() -> None:
    told = set(re.findall(r"`([a-z:-]+)`", PAGE))
    assert {scope.value for scope in KeyScope} <= told
    assert {reason.code for reason in STATUS} <= told


def test_only_what_could_not_be_read_is_not_known() -> None:
    """What is known of a partner has an answer; where none of its needs is known, it says just that."""
    for partner in partners.partners():
        statuses = [need.status for need in partner.needs]
        assert partner.group in partners.GROUP_WORDS and partner.old_orders in partners.STATUS_WORDS
        assert statuses == ["미확인"] or "미확인" not in statuses, partner.name
        assert all(bool(need.by) is (need.status == "지원") for need in partner.needs), partner.name
