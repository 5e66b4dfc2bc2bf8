"""`board`: stuck work for scripts and people."""

from __future__ import annotations

from tests.cli.shell import Shell


def test_the_board_is_counted_in_both_shapes(shell: Shell) -> None:
    assert shell("demo", "--orders", "40", "--no-open").status == 0
    told = shell("board", "--json").json
    assert [row["kind"] for row in told] == [
        *("label", "untold", "withdrawn", "held", "idle", "overdue", "box", "claims")
    ]
    assert sum(row["orders"] for row in told) > 0
    for row in told:
        where = [part for text in row["where"] for part in ("--where", text)]
        assert int(shell("list", *where, "--count").out) == row["orders"], row
    table = shell("--lang", "en", "board").out
    assert "In a box half packed" in table and "station" in table
