"""What the doctor asks of what stands around the desk: tmux, and the disk that the store is on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_TMUX: Final = ("client_utf8", "escape-time", "set-clipboard")
_PATIENCE: Final = 2.0
_MOUNTS: Final = Path("/proc/mounts")


def ask_tmux(environ: Mapping[str, str]) -> dict[str, str] | None:
    """What tmux says of its client and options, by name; None outside of tmux, or without an answer."""
    if not environ.get("TMUX"):
        return None
    wanted = "\n".join(f"#{{{name}}}" for name in _TMUX)
    try:
        said = subprocess.run(
            ["tmux", "display-message", "-p", wanted],
            capture_output=True, text=True, timeout=_PATIENCE, check=True, env=dict(environ),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return dict(zip(_TMUX, said.stdout.split("\n"), strict=False))


def filesystem_of(folder: Path | None, mounts: Path = _MOUNTS) -> str | None:
    """The kind of file system that *folder* is on, such as ext4 or nfs4; None where that can't be known."""
    if folder is None:
        return None
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place = os.path.realpath(folder)
    found = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1] or None
