"""The picture in docs/architecture.md is of the house as it is; the page is short and names what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import grimp

from tests.docs.examples import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PICTURE = PAGE.split("```mermaid\n")[1].split("```")[0]

UNDRAWN = frozenset({"domain", "settings"})
"""Rooms to which no arrows are drawn, as the page says."""

LONGEST = 150


def rooms() -> dict[str, str]:
    """Where each module or package of the program is drawn."""
    found = {}
    for name, label in re.findall(r'^    (\w+)\["(.+)"\]$', PICTURE, re.MULTILINE):
        for part in label.replace("core/", "").split(" · "):
            found[part] = name
    return found


def drawn() -> Iterator[tuple[str, str]]:
    """The arrows of the picture."""
    for left, right in re.findall(r"^    (\w+) --> (.+)$", PICTURE, re.MULTILINE):
        for each in right.split(" & "):
            yield left, each


@cache
def real() -> frozenset[tuple[str, str]]:
    """The arrows between rooms that imports make; of types alone they are none."""
    graph = grimp.build_graph("orderdesk", exclude_type_checking_imports=True)
    known = rooms()
    found = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            one, other = _room(module), _room(imported)
            if one and other and known[one] != known[other]:
                found.add((known[one], known[other]))
    return frozenset(found)


def _room(module: str) -> str:
    """The name by which a module is drawn, "" for packages that only hold others."""
    parts = [part for part in module.split(".")[1:] if part != "core"]
    return parts[0] if parts else ""


def test_every_room_is_drawn() -> None:
    house = ROOT / "orderdesk"
    there = {path for place in (house, house / "core") for path in place.iterdir()}
    modules = {path.stem for path in there if path.suffix == ".py"}
    packages = {path.name for path in there if path.is_dir() and (path / "__init__.py").exists()}
    assert set(rooms()) == (modules | packages) - {"__init__", "core"}


def test_every_arrow_is_real_and_every_real_one_is_drawn() -> None:
    arrows = list(drawn())
    assert len(arrows) == len(set(arrows)) > 30
    assert set(arrows) == {arrow for arrow in real() if arrow[1] not in UNDRAWN}


def test_what_is_left_out_is_asked_by_nearly_all() -> None:
    asking = {one for one, other in real() if other == "domain"}
    assert set(rooms().values()) - asking == {"domain", "settings", "simulators"}


def test_the_page_is_short_and_names_what_there_is() -> None:
    assert len(PAGE.splitlines()) <= LONGEST
    for name in re.findall(r"`([a-z_/]+\.py)`", PAGE):
        places = (ROOT / "orderdesk", ROOT / "orderdesk" / "core", ROOT)
        assert any((place / name).exists() for place in places), name
