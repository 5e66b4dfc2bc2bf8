from __future__ import annotations

from dataclasses import replace

from tests.cli.shell import Shell
from tests.services.desk import number, sections
from tests.services.test_combining import LABEL, at_home

FIELDS = ("--set", f"courier={LABEL['courier']}", "--set", f"number={LABEL['number']}")


def test_parcels_name_their_sections_and_the_reason(shell: Shell) -> None:
    shell.add(at_home(1), at_home(2, "101-301"), at_home(3, "101동 302호"))
    found = shell("parcels", "--json", "--near").json
    (parcel,) = found["parcels"]
    assert (found["sections"], parcel["orders"], parcel["number"]) == (3, 2, None)
    assert parcel["why"] == [{"code": "address-spelt", "message": "주소 표기만 다름"}]
    assert [one["section"] for one in parcel["sections"]] == [sections(1, 1)[0], sections(2, 1)[0]]
    assert set(parcel["sections"][0]) == {
        *("order", "section", "state", "receiver", "phone", "zip", "address", "pieces", "number")
    }
    (miss,) = found["near"]
    assert (miss["code"], miss["texts"]) == ("other-detail", ["101동 302호", "101동 301호"])
    assert (miss["section"]["order"], miss["other"]["order"]) == (number(3), number(1))
    assert "near" not in shell("parcels", "--json").json
    assert shell("--lang", "en", "parcels", "--json").json["parcels"][0]["why"][0]["message"].isascii()


def test_parcels_as_a_table_with_a_limit(shell: Shell) -> None:
    elsewhere = [at_home(n) for n in (3, 4)]
    moved = [replace(o.sections[0].address, line1="서울 강남구 테헤란로 2") for o in elsewhere]
    shell.add(
        at_home(1),
        at_home(2),
        *(
            replace(o, sections=(replace(o.sections[0], address=address),))
            for o, address in zip(elsewhere, moved, strict=True)
        ),
    )
    said = shell("parcels", "--near")
    assert said.status == 0 and said.out.count("수령자·연락처·배송지가 같음") == 4
    assert "2묶음" in said.err and "주소 다름" in said.out
    assert shell("parcels", "--limit", "1").out.count("-S1") == 2
    assert shell("parcels", "--limit", "0").out == ""


def test_a_parcel_gets_its_number_and_ships_whole(shell: Shell) -> None:
    shell.add(at_home(1), at_home(2))
    assert shell("do", "track", number(1), number(2), *FIELDS, "--set", "shared=yes", "--yes").status == 0
    assert shell("do", "ready", number(1), "--yes").status == 0
    said = shell("do", "ship", number(1), "--yes", "--json")
    assert (said.status, said.json["applied"]) == (0, 2) and "함께 처리: 1섹션" in said.err
    assert [row.get("companion") for row in said.json["rows"]] == [None, True]
    assert shell("undo", "--yes").status == 0 and shell("verify").status == 0


def test_the_ban_is_set_lifted_and_listed(shell: Shell) -> None:
    shell.add(at_home(1), at_home(2))
    assert shell("do", "separate", number(1), "--yes").status == 0
    assert shell("do", "separate", number(1), "--yes").status == 1
    listed = shell("list", "--where", "separate=yes", "--format", "jsonl").lines
    assert [(row["order_no"], row["tags"]) for row in listed] == [(number(1), "합포장금지")]
    assert shell("parcels", "--json", "--near").json["near"][0]["code"] == "separate"
    assert shell("do", "unseparate", number(1), "--yes").status == 0
    assert shell("list", "--where", "separate=yes", "--format", "jsonl").lines == []
