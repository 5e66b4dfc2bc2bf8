"""Labels are there in Korean and English, are used, and stand nowhere else."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import Final

from orderdesk.core.domain.words import many
from tests.languages.source import HANGUL, name_of, outside, pairs, trees

_OURS: Final = re.compile(r"[a-z]{2,}")
_AFTER_A_NUMBER: Final = re.compile(r"\{[^}]*\} (?:[a-z]+ )??([a-z]+s)\b")
_VERB: Final = re.compile(
    "as|clears|closes|does|ends|has|is|leads|marks|opens|resumes|says|shows|stays|takes|tells|was"
)
"""What stands behind something else than a number: a key, a name."""

ALONE: Final[dict[str, str]] = {
    # what stands in the files that sellers, couriers, banks and channels exchange
    "core/domain/export_rows.py": "heads of our forms",
    "core/domain/export_values.py": "values of our forms",
    "core/domain/month_totals.py": "heads of our forms",
    "core/domain/payment_rows.py": "heads and values of our forms",
    "core/domain/courier_values.py": "values of couriers' forms",
    "core/domain/columns.py": "goods in short, whose English stands in the line above",
    "core/domain/refusals.py": "values of the tracking form",
    "core/files/bank_statement.py": "what banks write",
    "keyboard/other_words.py": "what people type, in either language",
    "core/files/goods_form.py": "values of the goods form",
    "core/files/order_sheet.py": "the sheet is for Korean buyers",
    "core/files/payment_form.py": "values of payment files",
    "core/files/results.py": "heads of our forms",
    "core/files/tracking_form.py": "heads and notes of our forms",
    "core/files/zone_file.py": "heads of our forms",
    "core/gateways/goodsflow/settings.py": "what Goodsflow says",
    "core/gateways/naver/words.py": "what Naver says",
    "core/gateways/popbill/receipts.py": "what Popbill says",
    "core/gateways/toss/banks.py": "what Toss calls banks",
    "core/gateways/toss/receipts.py": "what Toss says",
    "core/services/acting.py": "values of the tracking form",
    "core/domain/stuck.py": "conditions, which are read in both languages",
    "core/services/packing_sending.py": "values of the tracking form",
    "core/services/waves.py": "what the hold notes",
    "core/services/calls.py": "values of the tracking form",
    "core/services/dispatching.py": "the name of a template",
    "core/services/drafting.py": "what the history notes",
    "core/services/goods_file.py": "what the ledger notes",
    "core/services/import_labels.py": "heads of our forms",
    "core/services/imported.py": "values of our forms",
    "core/services/imported_again.py": "heads of our forms",
    "core/services/importing.py": "heads of our forms",
    "core/services/matching.py": "values of the tracking form",
    "core/services/partners.py": "what a file says of partners",
    "core/services/paying_back.py": "what a payment company is told",
    "core/services/receipts.py": "what the tax office is told",
    "core/services/tracking_file.py": "heads of our forms",
    "core/services/tracking_rows.py": "values of the tracking form",
    "core/domain/sheets.py": "what an access record notes",
    "core/domain/stock.py": "what the ledger notes",
    "core/domain/apply.py": "what the history calls the desk itself",
    "core/domain/erasing.py": "what stands where personal data was",
    "screens/dialogs/flow.py": "values of the tracking form; counts whose English stands beside them",
    "screens/dialogs/template.py": "the name of a file",
    "screens/dialogs/tracking_ways.py": "values of the tracking form",
    # what is read: names, addresses, words that people type
    "core/domain/fees.py": "words of addresses",
    "core/domain/masking.py": "words of addresses",
    "core/domain/places.py": "words of addresses",
    "core/domain/requests.py": "what people type for yes",
    "core/services/checks.py": "what people type for yes and no",
    "core/services/laboratory/understanding.py": "what people type for yes and no",
    "core/store/search.py": "words before a search",
    "screens/dialogs/export.py": "a period as people type it",
    "screens/dialogs/orders_by_hand.py": "a condition as people type it",
    "core/files/cell_notes.py": "letters that are looked for",
    "core/files/cells.py": "signs that are looked for",
    "core/files/csv_in.py": "letters that are looked for",
    "widgets/columns.py": "letters that are looked for",
    "cli/speaking.py": "letters that are looked for",
    "terminal/doctor.py": "a letter that is measured",
    # what a shop begins with, which is a Korean one
    "core/services/fees.py": "the first policy of a shop",
    "core/services/demo/catalogue.py": "the demo shop",
    "core/services/demo/courses.py": "the demo shop",
    "core/services/demo/customers.py": "the demo shop",
    "core/services/demo/fill.py": "the demo shop",
    "core/services/demo/goods.py": "the demo shop",
    "core/services/demo/plots.py": "the demo shop",
    "cli/live.py": "the demo shop",
    "cli/files.py": "the name of the first tab",
    # both languages in one text, or English built beside it
    "api/errors.py": "the API says both, English from the library",
    "cli/pipes.py": "the name of a stream",
    "cli/explaining.py": "English is built beside it",
    "core/domain/address_fee.py": "English is built beside it",
    "core/services/deciding.py": "English names no fund",
    "screens/laboratory.py": "English is built beside it",
    "settings.py": "what a shop begins with; errors in both languages",
    "screens/dialogs/flow_words.py": "English is built beside it",
    "widgets/ascii_signs.py": "letters that stay as they are",
    "widgets/korean_input.py": "both languages in one text",
}
"""Modules in which Korean stands by itself, with what it is: no label."""


def test_every_label_has_both_languages() -> None:
    for pair in pairs():
        assert bool(pair.ko) is bool(pair.en), pair
        assert all(name in pair.ko for name in re.findall("[가-힣]+", pair.en)), pair
        if not HANGUL.search(pair.ko):
            assert pair.ko.strip() == pair.en.strip() or not _OURS.search(pair.ko), pair


def test_both_languages_say_the_same_numbers_in_the_same_way() -> None:
    differing = {
        pair.where.split(":")[0]: sorted(pair.ko_places ^ pair.en_places)
        for pair in pairs()
        if pair.ko_places != pair.en_places
    }
    assert set(differing) == {
        "cli/export.py",  # a template has a Korean name
        "cli/money.py",  # "none" is said in words
        "cli/operators.py",  # Korean names the role's id too
        "core/domain/box_records.py",  # English has one number in another place
        "core/services/deciding.py",  # Korean names the fund
    }, differing


def test_numbers_of_things_have_separators() -> None:
    for path, tree in trees().items():
        if path == "core/domain/courier_values.py":  # what a courier's form takes
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                for part, after in zip(node.values, node.values[1:], strict=False):
                    if isinstance(part, ast.FormattedValue) and isinstance(after, ast.Constant):
                        number = isinstance(part.value, ast.Call) and ast.unparse(part.value.func) == "len"
                        unit = re.match("건|개|원|행|주문|섹션", str(after.value))
                        assert not (number and unit) or part.format_spec, (path, ast.unparse(node))


def test_screens_format_times_in_one_place() -> None:
    for path, tree in trees().items():
        if path.startswith(("screens/", "widgets/")) and path != "widgets/cells.py":
            called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not called & {"strftime", "isoformat"}, path


def test_no_label_is_unused() -> None:
    used: Counter[str] = Counter()
    labels = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used[node.id] += 1
            elif isinstance(node, ast.Attribute):
                used[node.attr] += 1
        for statement in tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    labels += [(path, name)] * _holds_words(value)
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.AST() as value):
                    labels += [(path, name)] * _holds_words(value)
                case ast.ClassDef(bases=[ast.Name(id="Enum")], body=body, name=kind) if "Refusal" in kind:
                    labels += [
                        (path, part.targets[0].id)
                        for part in body
                        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
                    ]
    assert len(labels) > 700
    assert [label for label in labels if not used[label[1]]] == []


def _holds_words(value: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Call) and getattr(each.func, "id", "") == "Word" for each in ast.walk(value)
    )


def test_no_label_stands_outside_the_pairs() -> None:
    found = outside()
    strays = {path: texts for path, texts in found.items() if path not in ALONE}
    assert strays == {}, "write a Word, or say in ALONE what it is"
    assert {path for path in ALONE if path not in found} == set(), "nothing Korean is left there"


def test_one_is_never_said_as_many() -> None:
    """Numbers of things go through `many`, but for those that are the program's own and more than one."""
    said = {
        pair.en for pair in pairs() for word in _AFTER_A_NUMBER.findall(pair.en) if not _VERB.fullmatch(word)
    }
    assert said == {
        "At least {} orders are needed",
        "On hold for over {} days",
        "{} tabs at most",
    }


def test_things_are_counted_by_names_that_have_a_plural() -> None:
    counted = {
        ast.literal_eval(node.args[1]): [ast.literal_eval(each) for each in node.args[2:]]
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node) == "many" and isinstance(node.args[1], ast.Constant)
    }
    assert len(counted) > 30
    for noun, plural in counted.items():
        assert many(1, noun, *plural) == f"1 {noun}" and many(0, noun, *plural).startswith("0 "), noun
        assert noun.endswith("ss") or not noun.endswith("s"), noun
        assert plural or not re.search("[^aeiou]y$|man$|person$", noun), noun
    assert (many(2, "box"), many(1200, "near miss")) == ("2 boxes", "1,200 near misses")
    assert many(2, "person", "people") == "2 people"
