"""The labels in the source: pairs of Korean and English, and what Korean stands outside of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeGuard

ROOT: Final = Path(__file__).parents[2] / "orderdesk"
HANGUL: Final = re.compile("[가-힣]")
_LATIN: Final = re.compile("[A-Za-z]")
_THOUSANDS: Final = ast.unparse(ast.JoinedStr([ast.Constant(",")]))
_PLACE: Final = re.compile(r"\{[^}]*\}")
_APART: Final = ("simulators", "bench", "migrations")
"""Rooms that speak to nobody who uses the desk: other companies' sides, measuring, changes of the schema."""


@dataclass(frozen=True)
class Pair:
    """One label: where it stands, its two texts, and what is filled into each, with its format."""

    where: str
    ko: str
    en: str
    ko_places: frozenset[tuple[str, str]]
    en_places: frozenset[tuple[str, str]]


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the program by its path."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).parts[0] not in _APART and "migrations" not in path.parts
    }


def text_of(node: ast.AST) -> str | None:
    """The text of a literal, with `{}` for what is filled in; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]  # a text
    if _counts(node):
        return f"{{}} {text_of(node.args[1])}"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        return None if left is None and right is None else (left or "{}") + (right or "{}")
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join")
    ):
        return text_of(node.func.value)
    return None


def _counts(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether that is English of a number of things, with its separators: see `words.many`."""
    return isinstance(node, ast.Call) and name_of(node) == "many"


def _places(node: ast.AST) -> frozenset[tuple[str, str]]:
    """What is filled into a text, but for which language it is taken in, and how each is formatted."""
    if _counts(node):
        return frozenset({(ast.unparse(node.args[0]), _THOUSANDS)})
    if isinstance(node, ast.JoinedStr):
        found = set()
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and _counts(part.value):
                found.add((ast.unparse(part.value.args[0]), _THOUSANDS))
            elif isinstance(part, ast.FormattedValue):
                spec = ast.unparse(part.format_spec) if part.format_spec else ""
                found.add((re.sub(r"\b(ko|en)\b", "@", ast.unparse(part.value)), spec))
        return frozenset(found)
    return frozenset((place, "") for place in _PLACE.findall(text_of(node) or ""))


def name_of(call: ast.Call) -> str:
    """What is called."""
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def pairs() -> Iterator[Pair]:
    """Every `Word(ko, en)` and `say(ko, en)` whose texts stand there."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) in ("Word", "say") and len(node.args) == 2:
                ko, en = map(text_of, node.args)
                if ko is not None and en is not None:
                    places = map(_places, node.args)
                    yield Pair(f"{path}:{node.lineno}", ko, en, *places)


def outside() -> dict[str, list[str]]:
    """Korean that stands by itself, by module: no docstring, and no English beside it."""
    found: dict[str, list[str]] = {}
    for path, tree in trees().items():
        beside = {id(part) for node in ast.walk(tree) for each in _covered(node) for part in ast.walk(each)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and HANGUL.search(node.value)
                and id(node) not in beside
            ):
                found.setdefault(path, []).append(node.value)
    return found


def _covered(node: ast.AST) -> Iterator[ast.AST]:
    """What of *node* is a docstring, or Korean with as much English beside it."""
    for statement in getattr(node, "body", ()) if isinstance(getattr(node, "body", ()), list) else ():
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            yield statement.value
    beside: list[ast.AST] = []
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            beside = [*parts]
        case ast.Call(args=[_, _] as both) if name_of(node) in ("Word", "say"):
            yield from both
        case ast.Call(args=arguments, keywords=named):
            beside = [*arguments, *(each.value for each in named)]
        case ast.IfExp(body=one, orelse=other):
            beside = [one, other]
    korean = [each for each in beside if HANGUL.search(text_of(each) or "")]
    english = [each for each in beside if _is_english(text_of(each) or "")]
    told = [each for each in korean if " · " in (text_of(each) or "") and _LATIN.search(text_of(each) or "")]
    yield from korean if len(korean) <= len(english) else told


def _is_english(text: str) -> bool:
    return bool(_LATIN.search(text)) and not HANGUL.search(text)
