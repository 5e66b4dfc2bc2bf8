from __future__ import annotations

from pathlib import Path

from orderdesk.core.domain.orders import Channel
from tests.cli.shell import Shell

ISLAND = ("--zip", "63365")


def test_the_list_shows_zones_policies_and_settings(shell: Shell) -> None:
    told = shell("fees")
    assert told.status == 0
    assert "63000  63644  제주 전지역" in told.out and "조건부 무료" in told.out
    assert "켬 · 네이버페이 v2.0: 켬" in told.err
    found = shell("fees", "list", "--json").json
    assert (len(found["zones"]), found["policies"][0]["fee"], found["per_tier"]) == (37, 3000, True)
    assert [zone["from"] for zone in found["zones"] if zone["suspect"]] == ["54000"]


def test_a_quote_says_each_term_and_its_rule(shell: Shell) -> None:
    shell("fees", "policy", "수량", "--kind", "quantity", "--tier", "1:2500", "--tier", "3:4000")
    told = shell("fees", "quote", *ISLAND, "--item", "수량:3:30000", "--item", "쌀:1:60000")
    assert told.out.splitlines() == [
        "수량 (수량)",
        "       4,000  기본 배송비 · 수량: 3개 이상, 지금 3개",
        "      10,000  도서산간 배송비 · 제주 우도 63365: 5,000원 × 2구간",
        "기본 (쌀)",
        "           0  기본 배송비: 50,000원 이상 무료, 지금 60,000원",
        "       5,000  도서산간 배송비 · 제주 우도 63365: 5,000원",
        "      19,000  합계",
    ]
    shell("fees", "set", "--once")
    found = shell("--lang", "en", "fees", "quote", *ISLAND, "--item", "수량:3:30000", "--json").json
    assert (found["base"], found["remote"], found["total"], found["check"]) == (4000, 5000, 9000, False)
    assert found["parcels"][0]["terms"][1]["rule"] == "제주 우도 63365: 5,000 won"


def test_a_place_that_nobody_knows_wants_a_look(shell: Shell) -> None:
    asked = ("fees", "quote", "--zip", "690-011", "--address", "제주시 일도동", "--item", "쌀:1:1000")
    told = shell(*asked)
    assert told.status == 0 and told.err.count("확인 필요") == 2
    found = shell(*asked, "--json").json
    assert (found["remote"], found["check"]) == (0, True)
    assert [doubt["code"] for doubt in found["doubts"]] == ["old-postcode", "remote-address"]


def test_a_basket_that_naver_does_not_take_is_refused_by_name(shell: Shell) -> None:
    shell("fees", "policy", "따로", "--fee", "3000", "--regional", "4000/9000")
    basket = ("fees", "quote", *ISLAND, "--item", "따로:1:1000", "--item", "쌀:1:1000")
    told = shell(*basket, "--channel", Channel.NAVER.name.lower(), "--json")
    assert (told.status, told.json["code"]) == (1, "naver-fees-differ")
    assert "네이버페이" in told.err
    assert shell(*basket).status == 0
    shell("fees", "set", "--naver-old")
    found = shell(*basket, "--channel", "naver", "--json").json
    assert (found["base"], found["remote"]) == (6000, 0)


def test_zones_are_set_and_removed_and_overlaps_are_told(shell: Shell) -> None:
    told = shell("fees", "add", "53050", "53095", "통영 시내", "1000")
    assert (
        told.status == 0 and "경고! 겹침: 경남 통영 섬지역2 53089–53104 ↔ 통영 시내 53050–53095" in told.err
    )
    assert "제주 우도 63365 ⊂ 제주 전지역" in told.err
    shell("fees", "add", "53050", "53095", "통영 시내", "2000", "--off")
    zones = {zone["from"]: zone for zone in shell("fees", "list", "--json").json["zones"]}
    assert (zones["53050"]["fee"], zones["53050"]["on"], len(zones)) == (2000, False, 37)
    assert shell("fees", "remove", "53050", "53095").status == 0
    assert shell("fees", "remove", "53050", "53095").status == 2
    told = shell("fees", "add", "63100", "63000", "거꾸로", "1")
    assert told.status == 2 and "시작보다 앞" in told.err
    assert shell("fees", "add", "690-011", "63000", "옛 번호", "1").status == 2


def test_policies_that_can_not_be_are_refused(shell: Shell) -> None:
    for wrong in (
        ("수량", "--kind", "quantity"),
        ("수량", "--kind", "quantity", "--tier", "2:1000"),
        ("수량", "--kind", "quantity", "--tier", "1-1000"),
        ("조건", "--kind", "conditional", "--fee", "3000"),
        ("고정", "--fee", "3000", "--regional", "3000"),
    ):
        assert shell("fees", "policy", *wrong).status == 2
    assert len(shell("fees", "list", "--json").json["policies"]) == 1
    shell("fees", "policy", "냉장", "--fee", "4500", "--bundle", "냉장", "--collect", "--regional", "없음")
    cold = shell("fees", "list", "--json").json["policies"][1]
    assert (cold["collect"], cold["regional"], cold["bundle"]) == (True, [0, 0], "냉장")
    assert shell("fees", "remove-policy", "기본 배송비").status == 2
    assert shell("fees", "remove-policy", "냉장").status == 0
    assert shell("fees", "remove-policy", "냉장").status == 2


def test_the_table_goes_out_and_comes_in(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    assert shell("fees", "export", "--out", str(path)).status == 0
    same = shell("fees", "import", str(path), "--json").json
    assert (same["zones"], same["unchanged"], same["added"], same["removed"]) == (37, 37, 0, 0)
    assert [overlap["nested"] for overlap in same["overlaps"]] == [True, True]
    path.write_text("zip_from,zip_to,name,fee\n63000,63644,제주,2500\n10000,10001,가,1\n", encoding="utf-8")
    dry = shell("fees", "import", str(path), "--dry-run", "--json").json
    assert (dry["zones"], dry["added"], dry["changed"], dry["removed"]) == (2, 1, 1, 36)
    assert len(shell("fees", "list", "--json").json["zones"]) == 37
    assert "새로 1 · 바뀜 1 · 빠짐 36" in shell("fees", "import", str(path)).err
    assert len(shell("fees", "list", "--json").json["zones"]) == 2
    assert shell("fees", "preset", "courier").status == 0
    assert len(shell("fees", "list", "--json").json["zones"]) == 37


def test_a_table_with_a_bad_row_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    path.write_text("zip_from,zip_to,name,fee\n690-011,63644,제주,2500\n10000,10001,가,1\n", encoding="utf-8")
    told = shell("fees", "import", str(path), "--json")
    assert told.status == 1
    assert [(p["row"], p["code"]) for p in told.json["problems"]] == [(2, "postcode-not-five")]
    assert "2행 zip_from 690-011" in shell("fees", "import", str(path)).err
    assert len(shell("fees", "list", "--json").json["zones"]) == 37


def test_wrong_items_are_told(shell: Shell) -> None:
    assert shell("fees", "quote", "--zip", "06234").status == 2
    for wrong in ("쌀", "쌀:1", "쌀:0:1000", ":1:1000", "쌀:1:1000:2:3", "쌀:한개:1000"):
        told = shell("fees", "quote", "--zip", "06234", "--item", wrong)
        assert told.status == 2 and "item" in told.err
