"""Secrets: keys for other companies' services, in a file of their own that only its owner can read.

They stand in no table, so no copy, backup or export of the store holds one. What holds a secret shows its
name only, in a report of a fault too.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_OTHERS: Final = 0o077


class SecretTrouble(Exception):
    """The file of secrets can't be used; `code` says why, `where` about what."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


class Secret:
    """A secret, which is told only to who calls `reveal`."""

    __slots__ = ("_text", "name")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._text = text

    def reveal(self) -> str:
        """The secret itself; for the wire, never for people or logs."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({self.name})"


class SecretFile:
    """The secrets in the file at *path*; SecretTrouble where it is not what it must be."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def mode(self) -> int | None:
        """The file's permissions; None where there is no file, or no such permissions."""
        if os.name != "posix" or not self.path.exists():
            return None
        return self.path.stat().st_mode & 0o777

    @property
    def is_open_to_others(self) -> bool:
        """Whether somebody but the owner can do anything with the file."""
        return bool((self.mode or 0) & _OTHERS)

    def names(self) -> list[str]:
        """What there is, by name."""
        return sorted(self._read())

    def get(self, name: str) -> Secret | None:
        """The secret called *name*, None when there is none."""
        text = self._read().get(name)
        return None if text is None else Secret(name, text)

    def put(self, name: str, text: str) -> None:
        """Keep *text* under *name*, in place of what stood there."""
        if not _NAME.fullmatch(name):
            raise SecretTrouble("secret-name", name)
        if not text or any(not char.isprintable() for char in text):
            raise SecretTrouble("secret-text", name)
        self._write({**self._read(), name: text})

    def remove(self, name: str) -> bool:
        """Forget the secret called *name*; whether there was one."""
        known = self._read()
        if name not in known:
            return False
        del known[name]
        self._write(known)
        return True

    def _read(self) -> dict[str, str]:
        if self.is_open_to_others:
            raise SecretTrouble("secret-open", str(self.path))
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise SecretTrouble("secret-file", str(self.path)) from error
        if not isinstance(found, dict):
            raise SecretTrouble("secret-file", str(self.path))
        return {str(name): str(text) for name, text in found.items()}

    def _write(self, known: dict[str, str]) -> None:
        """Writes a new file beside the old one, never readable by others, and puts it in its place."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(known, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise SecretTrouble("secret-file", str(self.path)) from error
