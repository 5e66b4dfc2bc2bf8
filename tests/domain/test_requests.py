"""Requests read from text, and the catalogue of refusals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.requests import BadRequest, Request, make_request, read_pieces, read_time
from orderdesk.core.domain.verbs import BUYER_FAULT, BY_ID, EVENT_WORDS, REASONS, VERBS, FieldKind

ORDERDESK = Path(__file__).resolve().parents[2] / "orderdesk"


@pytest.mark.parametrize(
    ("verb", "given", "key", "value"),
    [
        ("approve", {"withhold": "5,000"}, "withhold", 5_000),
        ("approve", {"no-pickup": "예"}, "no-pickup", True),
        ("approve", {"no-pickup": "no"}, "no-pickup", False),
        ("cancel", {"reason": "sold_out"}, "reason", "SOLD_OUT"),
        ("cancel", {"reason": "상품 품절"}, "reason", "SOLD_OUT"),
        ("cancel", {"reason": "Sold out"}, "reason", "SOLD_OUT"),
        ("hold", {"reason": "재고 확인"}, "reason", "STOCK"),
        ("track", {"number": " 521 "}, "number", "521"),
        ("track", {"number": "1", "to": "배송중"}, "to", "ship"),
        ("ready", {"items": "1:2, 3:4"}, "items", ((1, 2), (3, 4))),
        ("ready", {"items": "202609210000017-12:1"}, "items", ((12, 1),)),
    ],
)
def test_fields_are_read(verb: str, given: dict[str, str], key: str, value: object) -> None:
    assert dict(make_request(verb, given).values)[key] == value


@pytest.mark.parametrize(
    ("verb", "given", "refusal", "field"),
    [
        ("fly", {}, Refusal.UNKNOWN_ACTION, ""),
        ("settle", {}, Refusal.UNKNOWN_ACTION, ""),
        ("cancel", {}, Refusal.FIELD_MISSING, "reason"),
        ("cancel", {"reason": "  "}, Refusal.FIELD_MISSING, "reason"),
        ("cancel", {"reason": "BORED"}, Refusal.FIELD_BAD, "reason"),
        ("approve", {"refund": "-1"}, Refusal.FIELD_BAD, "refund"),
        ("approve", {"refund": "1.5"}, Refusal.FIELD_BAD, "refund"),
        ("approve", {"no-pickup": "maybe"}, Refusal.FIELD_BAD, "no-pickup"),
        ("delay", {"reason": "ETC", "until": "next week"}, Refusal.FIELD_BAD, "until"),
        ("split", {"items": "1"}, Refusal.FIELD_BAD, "items"),
        ("split", {"items": "a:b"}, Refusal.FIELD_BAD, "items"),
        ("split", {}, Refusal.FIELD_MISSING, "items"),
        ("ship", {"speed": "fast"}, Refusal.FIELD_BAD, "speed"),
    ],
)
def test_what_cannot_be_read_names_its_field(
    verb: str, given: dict[str, str], refusal: Refusal, field: str
) -> None:
    with pytest.raises(BadRequest) as caught:
        make_request(verb, given)
    assert (caught.value.refusal, caught.value.field) == (refusal, field)
    assert refusal.code in str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01 09:00", 0),
        ("1970-01-01 09:00:01", 1),
        ("1970-01-02", 15 * 3600),
        ("1970-01-01T00:00:00+00:00", 0),
    ],
)
def test_times_are_seouls(text: str, seconds: int) -> None:
    assert read_time(text) == seconds


def test_pieces_may_be_negative_for_the_rules_to_refuse() -> None:
    assert read_pieces("1:0") == ((1, 0),)


def test_a_request_answers_by_kind() -> None:
    request = make_request("approve", {"refund": "7", "no-pickup": "yes", "note": "메모"})
    assert (request.number("refund"), request.flag("no-pickup"), request.text("note")) == (7, True, "메모")
    assert (request.number("note"), request.number("no-pickup"), request.text("refund")) == (None, None, "")
    assert request.pieces == ()
    assert Request("split", (("items", ((1, 1),)),)).without("items") == Request("split")


def test_every_verb_reads_its_own_fields() -> None:
    samples = {
        FieldKind.TEXT: "글",
        FieldKind.SECRET: "비밀",
        FieldKind.WON: "1",
        FieldKind.NUMBER: "1",
        FieldKind.FLAG: "yes",
        FieldKind.TIME: "2030-01-01",
        FieldKind.PIECES: "1:1",
    }
    for verb in VERBS:
        given = {f.key: f.choices[0][0] if f.choices else samples[f.kind] for f in verb.fields}
        assert [key for key, _ in make_request(verb.id, given).values] == [f.key for f in verb.fields]


def test_an_empty_text_is_an_answer_only_where_something_may_go() -> None:
    assert make_request("address", {"line1": "", "line2": " "}).values == (("line2", ""),)
    assert make_request("address", {"zip": "06234"}).gives("line2") is False
    assert make_request("hold", {"reason": "STOCK", "note": ""}).values == (("reason", "STOCK"),)


NAMED = """
    confirm-payment ready ship deliver confirm back hold release delay track untrack separate unseparate
    split merge address
    cancel return exchange swap pickup pickup-done approve reject withdraw reopen add refund memo
    receipt-request receipt-issue receipt receipt-cancel
    take let-go memo-edit memo-delete memo-resolve memo-reopen
"""


def test_verbs_are_named_once_in_both_languages() -> None:
    assert [verb.id for verb in VERBS if verb.id not in NAMED.split()] == [] and len(VERBS) == len(
        NAMED.split()
    )
    numbers = [verb.menu for verb in VERBS if verb.menu]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for verb in VERBS:
        assert all((*verb.words, *verb.past, *EVENT_WORDS[verb.id]))
        assert all(all(field.words) for field in verb.fields)


def test_buyer_fault_reasons_are_reasons() -> None:
    assert {code for code, _ in REASONS} > BUYER_FAULT and len(REASONS) == 12


def test_refusals_have_code_message_and_advice_in_both_languages() -> None:
    assert len(BY_CODE) == len(Refusal)
    for refusal in Refusal:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", refusal.code)
        assert all((*refusal.message, *refusal.advice))
        assert re.search("[가-힣]", refusal.message[0]) and re.search("[가-힣]", refusal.advice[0])
        assert refusal.message[1].isascii()


def test_a_refused_number_names_the_option_as_every_surface_has_it() -> None:
    """The field of the action, the dialog of numbers, the command of files and the advice say the same."""
    option = next(field.words for field in BY_ID["track"].fields if field.key == "shared")
    for refusal in (Refusal.NUMBER_TAKEN, Refusal.OTHER_RECEIVER):
        assert f"‘{option.ko}’" in refusal.advice.ko and f"“{option.en}”" in refusal.advice.en
    dialogs = "".join(path.read_text("utf-8") for path in (ORDERDESK / "screens").rglob("tracking*.py"))
    assert f'"{option.ko}", "{option.en}"' in dialogs
    assert f'"--share", help="{option.ko} · ' in (ORDERDESK / "cli" / "files.py").read_text("utf-8")


FOR_SERVICES = {
    "NO_ORDER",
    "MOVED",
    "CHANGED_SINCE",
    "SENT_OUTSIDE",
    "NOT_UNDOABLE",
    "NUMBER_INVALID",
    "NUMBER_TAKEN",
    "BAD_TARGET",
    "ONE_AT_A_TIME",
    "PARCEL_IN_PART",
}
"""What only services can know."""


def test_every_refusal_is_given_somewhere() -> None:
    texts = [path.read_text("utf-8") for path in ORDERDESK.rglob("*.py") if path.name != "refusals.py"]
    used = {name for text in texts for name in re.findall(r"Refusal\.([A-Z_]+)", text)}
    assert {refusal.name for refusal in Refusal} - used <= FOR_SERVICES
