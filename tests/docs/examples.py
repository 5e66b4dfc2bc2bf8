"""The examples of a page: its console blocks are run one after the other, and what they print is compared.

``python -m tests.docs.examples docs/shell.md`` writes what they print now into the page.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.store.engine import open_store
from tests.domain.builders import NOW

ROOT: Final = Path(__file__).parents[2]

_BLOCK: Final = re.compile(r"^```(console|crontab)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_AT_NOON: Final = f"""import sys, time
time.time = lambda: {NOW}.0  # the clock stands, so that what is printed is always the same
from orderdesk.__main__ import main
sys.exit(main())
"""

ORDERS: Final = 60


class Place:
    """A folder with a demo shop, in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        url = f"sqlite:///{folder / 'desk.db'}"
        with open_store(url) as store:
            fill_demo(store, ORDERS, 1, NOW)
        (folder / "noon.py").write_text(_AT_NOON, encoding="utf-8")
        program = folder / "bin" / "orderdesk"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {folder / "noon.py"} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        self._environment = {
            **os.environ,
            "ORDERDESK_DB": url,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
        }

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """What a shell makes of *line*; both streams in one, as a terminal shows them."""
        return subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )


def cron_lines(page: str) -> Iterator[str]:
    """The commands of the crontabs in *page*, as cron hands them to a shell."""
    for kind, body in _BLOCK.findall(page):
        if kind == "crontab":
            for line in body.splitlines():
                yield line.split(None, 5)[5].replace("\\%", "%")


def with_answers(page: str, place: Place) -> str:
    """*page* with what its console blocks print now."""

    def answered(found: re.Match[str]) -> str:
        kind, body = found.groups()
        if kind != "console":
            return found[0]
        commands = [line for line in body.splitlines() if line.startswith("$ ")]
        lines = (f"{command}\n{place.run(command[2:]).stdout}" for command in commands)
        return f"```console\n{''.join(lines)}```"

    return _BLOCK.sub(answered, page)


if __name__ == "__main__":
    path = ROOT / sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        path.write_text(with_answers(path.read_text(encoding="utf-8"), Place(Path(folder))), encoding="utf-8")
