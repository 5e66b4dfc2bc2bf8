"""`export smartstore`: the list that a seller downloads comes back with our numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.states import SectionState
from tests.cli.shell import Shell
from tests.domain.builders import section
from tests.files.channel_list import HEADERS, NOTE, channel_row
from tests.services.desk import number, sold
from tests.services.export_file import workbook


@pytest.fixture
def asked(shell: Shell, tmp_path: Path) -> Path:
    """The channel's list: two products of one order, one of a waiting order, one of nobody's, one damaged."""
    left = (
        section(1, SectionState.SHIPPING, courier="CJ대한통운", tracking="521853123451"),
        section(2, SectionState.READY, courier="롯데택배", tracking="364012345675"),
    )
    sent = replace(
        sold(1, 1, 2, sections=[[1], [2]]), channel=Channel.NAVER, channel_number="2026112200000001"
    )
    shell.add(replace(sent, sections=left), sold(2))
    return workbook(
        tmp_path / "발주발송관리.xlsx",
        [
            [NOTE],
            HEADERS,
            channel_row("2026112211111111", "2026112200000001", "상품 1"),
            channel_row("2026112222222222", "2026112200000001", "상품 2"),
            channel_row("2026112233333333", number(2), "상품 1"),
            channel_row("2026112244444444", "없는주문", "상품 1"),
            channel_row(1.5, "2026112200000001", "상품 1"),
        ],
    )


def test_every_product_comes_back_with_its_number_or_says_why_not(
    shell: Shell, asked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "발송처리.xlsx"
    said = shell("export", "smartstore", str(asked), "--out", str(out), "--json")
    assert said.status == 1 and said.json["rows"] == 2
    assert [(each["row"], each["code"]) for each in said.json["left"]][:2] == [
        (5, "dispatch-no-number"),
        (6, "dispatch-no-order"),
    ]
    assert [each["row"] for each in said.json["left"]] == [5, 6, 7]
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["발송처리"]
    assert list(book["발송처리"].iter_rows(values_only=True)) == [
        ("상품주문번호", "배송방법", "택배사", "송장번호"),
        ("2026112211111111", "택배,등기,소포", "CJ대한통운", "521853123451"),
        ("2026112222222222", "택배,등기,소포", "롯데택배", "364012345675"),
    ]
    (found,) = shell("accesses", "--json").json
    assert (found["scope"], found["rows"]) == ("발주발송관리.xlsx", 2)
    told = shell("export", "smartstore", str(asked), "--out", str(out))
    assert "6 2026112244444444: 이 주문이 데스크에 없습니다" in told.err and told.out.endswith(
        "발송처리-2.xlsx\n"
    )


def test_another_file_is_refused_and_nothing_is_written(shell: Shell, asked: Path, tmp_path: Path) -> None:
    other = workbook(tmp_path / "other.xlsx", [["이름", "값"], ["가", 1]])
    assert shell("export", "smartstore", str(other), "--out", str(tmp_path / "a.xlsx")).status == 3
    nothing = workbook(tmp_path / "none.xlsx", [HEADERS, channel_row("1", "없는주문", "상품 1")])
    assert shell("export", "smartstore", str(nothing), "--out", str(tmp_path / "a.xlsx")).status == 2
    assert not (tmp_path / "a.xlsx").exists()
