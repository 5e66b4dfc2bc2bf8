"""Partners: which other systems can work with the desk, and what of it answers what they need.

The table stands in `data/integrations.toml`. ``python -m orderdesk.core.services.partners`` prints it as the
Markdown of `docs/api.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from orderdesk.core.domain.words import Lang, Word
from orderdesk.settings import data_file

STATUS_WORDS: Final[Mapping[str, Word]] = {
    "지원": Word("지원", "supported"),
    "미지원": Word("미지원", "not supported"),
    "미확인": Word("미확인", "not known"),
}

GROUP_WORDS: Final[Mapping[str, Word]] = {
    "store": Word("앱스토어 제휴사", "App store partners"),
    "own": Word("직접 연동", "Connected directly"),
}

HEADS: Final = (
    Word("서비스", "Service"),
    Word("구주문(v1)", "Old orders (v1)"),
    Word("필요한 것", "Needs"),
    Word("상태", "State"),
    Word("API", "API"),
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a partner works with (`en`: in English), whether the desk has it, what of the API answers it."""

    what: str
    en: str
    status: str
    by: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Another system, in which group of the guide, and whether it collects old orders (v1), too."""

    name: str
    group: str
    old_orders: str
    needs: tuple[Need, ...]


@lru_cache(maxsize=1)
def partners() -> tuple[Partner, ...]:
    """All partners of the table, group by group."""
    with data_file("integrations.toml").open("rb") as file:
        known = tomllib.load(file)["partner"]
    return tuple(
        Partner(
            each["name"], each["group"], each["old_orders"], tuple(Need(**need) for need in each["needs"])
        )
        for each in known
    )


def rows(group: str, lang: Lang = "ko") -> list[Sequence[str]]:
    """The lines of the table of *group*, one a need."""
    return [
        (
            partner.name,
            STATUS_WORDS[partner.old_orders].text(lang),
            Word(need.what, need.en).text(lang),
            STATUS_WORDS[need.status].text(lang),
            need.by,
        )
        for partner in partners()
        if partner.group == group
        for need in partner.needs
    ]


def markdown(lang: Lang = "ko") -> str:
    """A table for each group."""
    parts = []
    for group, words in GROUP_WORDS.items():
        heads = [head.text(lang) for head in HEADS]
        lines = [heads, ["---"] * len(heads), *rows(group, lang)]
        table = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
        parts.append(f"### {words.ko} · {words.en}\n\n{table}")
    return "\n".join(parts)


def main() -> None:
    """Prints the tables."""
    print(markdown(), end="")


if __name__ == "__main__":
    main()
