"""`connection login`: an imweb shop's owner lets the desk in, without any secret among the arguments."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

from orderdesk.core.gateways.imweb import Imweb
from orderdesk.core.gateways.imweb import client as imweb_client
from orderdesk.core.services.connecting import secret_file
from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.world import Clock, World
from tests.cli.shell import Said, Shell
from tests.services.desk import NOW, sold


@pytest.fixture
def shop(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> ImwebSim:
    """A played imweb that the shell's desk is connected with, but not let in by."""
    sim = ImwebSim(World(clock=Clock(at=float(NOW))))
    transport = httpx.MockTransport(sim.handle)
    monkeypatch.setattr(imweb_client, "Imweb", partial(Imweb, transport=transport))
    shell.add(sold(1))
    made = shell("connection", "add", "imweb", "--set", "client_id=client", "--set", f"unit_code={sim.unit}")
    assert "orderdesk secret set connection-1.client_secret" in made.err
    assert "orderdesk connection login 1" in made.err
    secret_file(shell.url).put("connection-1.client_secret", "secret")
    return sim


def login(shell: Shell, answer: str) -> Said:
    return shell("connection", "login", "imweb", stdin=f"{answer}\n")


def test_the_address_is_data_and_the_answer_comes_from_stdin(shell: Shell, shop: ImwebSim) -> None:
    asked = login(shell, "")
    assert (asked.status, "code가 없습니다" in asked.err) == (2, True)
    (url,) = asked.out.split()
    back = shop.handle(httpx.Request("GET", url)).headers["Location"]
    done = login(shell, back)
    assert (done.status, "아임웹: 연결됩니다" in done.err) == (0, True)
    kept = secret_file(shell.url).get("connection-1.refresh_token")
    assert kept is not None
    assert kept.reveal() in shop.office.refresh
    assert kept.reveal() not in done.out + done.err
    (known,) = shell("connection", "list", "--json").json
    assert known["missing"] == []


def test_what_imweb_says_no_to_is_told(shell: Shell, shop: ImwebSim, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "로그인 필요" in shell("connection", "list").out
    done = login(shell, "code-of-yesterday")
    assert (done.status, "30103" in done.err) == (1, True)
    assert "login needed" in shell("--lang", "en", "connection", "list").out


def test_only_those_that_need_one_have_a_login(shell: Shell, shop: ImwebSim) -> None:
    shell("connection", "add", "toss")
    said = shell("connection", "login", "toss")
    assert (said.status, "로그인이 필요 없는 연결입니다" in said.err) == (2, True)
