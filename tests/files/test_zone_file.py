from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.regions import Zone
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.files.reading import read_table
from orderdesk.core.files.zone_file import ZoneFile, write_zones, zones_of
from orderdesk.core.services.fees import preset_zones
from orderdesk.settings import data_file

HEAD = "시작 우편번호,끝 우편번호,지역,추가 배송비,사용\n"


def read(tmp_path: Path, text: str) -> ZoneFile:
    path = tmp_path / "zones.csv"
    path.write_text(text, encoding="utf-8")
    return zones_of(read_table(path))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    zones = (
        *preset_zones("courier"),
        replace(preset_zones()[0], zip_from="01000", zip_to="01001", name="=1+1"),
    )
    path = write_zones(tmp_path / "z.csv", zones)
    found = zones_of(read_table(path))
    assert (tuple(found.zones), found.problems) == (zones, [])
    assert write_zones(tmp_path / "z.csv", zones).name == "z-2.csv"


def test_the_shipped_table_is_a_file_of_zones() -> None:
    found = zones_of(read_table(data_file("remote_areas.csv")))
    assert found.problems == []
    assert sorted(found.zones, key=lambda z: (z.zip_from, z.zip_to)) == list(preset_zones("courier"))


def test_columns_are_known_by_their_words_in_any_order_under_a_title(tmp_path: Path) -> None:
    found = read(tmp_path, "우리 가게,,,\n배송비,지역명,우편번호 끝,우편번호 시작\n3000,가,1010,1000\n")
    assert found.zones == [Zone("01000", "01010", "가", 3000, "island")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("690-011,63000,가,1000,예", "시작 우편번호", "postcode-not-five"),
        (",63000,가,1000,예", "시작 우편번호", "cell-required"),
        ("63000,123456,가,1000,예", "끝 우편번호", "postcode-not-five"),
        ("63001,63000,가,1000,예", "끝 우편번호", "range-turned"),
        ("63000,63000,,1000,예", "지역", "cell-required"),
        ("63000,63000,가,-1,예", "추가 배송비", "amount-negative"),
        ("63000,63000,가,1.5,예", "추가 배송비", "amount-invalid"),
        ("63000,63000,가,1000,글쎄", "사용", "flag-invalid"),
    ],
)
def test_rows_that_can_not_be_taken(tmp_path: Path, row: str, column: str, code: str) -> None:
    found = read(tmp_path, f"{HEAD}{row}\n10000,10001,나,0,아니오\n")
    assert [(p.row, p.column, p.code) for p in found.problems] == [(2, column, code)]
    assert [(z.zip_from, z.fee, z.enabled) for z in found.zones] == [("10000", 0, False)]


def test_a_range_stands_in_a_file_once(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}10000,10001,가,1,예\n\n10000,10001,나,2,예\n")
    assert [(p.row, p.code) for p in found.problems] == [(4, "row-duplicate")]


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as refused:
        read(tmp_path, "시작 우편번호,지역\n10000,가\n")
    assert (refused.value.code, refused.value.detail) == (
        "file-missing-columns",
        "끝 우편번호, 추가 배송비",
    )
    with pytest.raises(FileProblem) as refused:
        read(tmp_path, "a,b\n1,2\n")
    assert refused.value.code == "file-unknown-form"
