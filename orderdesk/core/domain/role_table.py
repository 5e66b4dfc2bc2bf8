"""The table of `docs/people.md`: what each role may do, made from the table of roles.

``python -m orderdesk.core.domain.role_table`` prints it in Korean and in English as Markdown.
"""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.roles import NEEDS, ROLE_WORDS, Role, act_words, may
from orderdesk.core.domain.words import Lang, Word

_HEADS: Final = Word("동작", "Action"), Word("이름", "Name")


def markdown(lang: Lang = "ko") -> str:
    """One line an action: its words, its id, and a mark under each role that may do it."""
    heads = [*(head.text(lang) for head in _HEADS), *(ROLE_WORDS[role].text(lang) for role in Role)]
    lines = [heads, ["---", "---", *([":-:"] * len(Role))]]
    for act in sorted(NEEDS, key=lambda act: NEEDS[act]):
        marks = ["✓" if may(role, act) else "" for role in Role]
        lines.append([act_words(act).text(lang), f"`{act}`", *marks])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """Prints the table in both languages."""
    print(markdown("ko"))
    print(markdown("en"), end="")


if __name__ == "__main__":
    main()
