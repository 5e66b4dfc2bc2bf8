"""Writing `settings.toml`: one value changes, and everything else stays as it was typed.

The file is its owner's, who may write it by hand: comments, order and blank lines stay. What a change makes
of the file is read again before it is kept, so that no guess at TOML's grammar can spoil another setting.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from orderdesk.settings import Settings, SettingsError, settings_of

Value = str | bool | int

Written = Value | list[str]
"""What can be written; a list of texts is the keys of an action."""


def change(path: Path, changes: Mapping[str, Written | None]) -> Settings:
    """Make *changes* to the file *path*, all of them or none; what holds then.

    A key is `lang`, or `files.rows` of a table. What is None is taken out of its table, so that the default
    holds; a comment behind it stays as a line. A missing file, and its folder, are made. SettingsError when
    the file can't be read or written, or would not be accepted by `load_settings`; it is unchanged then.
    """
    path = path.resolve()  # a link stays one
    text = made = _read(path)
    values = _parsed(path, text)
    for key, value in changes.items():
        table, _, name = key.rpartition(".")
        if value is not None:
            before, values = values, _with(values, key.split("."), value)
            made = _changed(path, made, key, value, values) if values != before else made
        elif name in values.get(table, {}):
            inner = {each: kept for each, kept in values[table].items() if each != name}
            values = {**values, table: inner}
            made = _dropped(path, made, table, name, values)
    settings = settings_of(path, values)
    if made != text:
        _write(path, made)
    return settings


def _dropped(path: Path, text: str, table: str, name: str, wanted: Mapping[str, Any]) -> str:
    """*text* without *name* in *table*, so that it says *wanted*; an empty table may be gone too."""
    meant = [wanted, {key: value for key, value in wanted.items() if value or key != table}]
    inline = ", ".join(f"{each} = {_toml(kept)}" for each, kept in wanted[table].items())
    for made in (
        *_replaced(text, re.escape(name), None),
        *_replaced(text, rf"{table}\s*\.\s*{re.escape(name)}", None),
        *_replaced(text, table, f"{{ {inline} }}"),
    ):
        with suppress(tomllib.TOMLDecodeError):
            if _loads(made) in meant:
                return made
    raise _no_place(path, f"{table}.{name}")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _no_file(path, error) from error
    except UnicodeDecodeError as error:
        raise _not_toml(path, error) from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return _loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from error


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix("\ufeff"))


def _with(values: Mapping[str, Any], names: list[str], value: Written) -> dict[str, Any]:
    """*values* with *value* in place of what stands under *names*."""
    first, *rest = names
    inner = values.get(first, {})
    return {**values, first: _with(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}


def _changed(path: Path, text: str, key: str, value: Written, wanted: Mapping[str, Any]) -> str:
    """*text* so that it says *wanted*: the first way of writing *value* under *key* that does."""
    for made in _ways(text, key, value, wanted):
        with suppress(tomllib.TOMLDecodeError):
            if _loads(made) == wanted:
                return made
    raise _no_place(path, key)


def _ways(text: str, key: str, value: Written, wanted: Mapping[str, Any]) -> Iterator[str]:
    """The *text* with *value* under *key*, in every place where it could stand, the best first."""
    table, _, name = key.rpartition(".")
    written = _toml(value)
    yield from _replaced(text, name, written)
    if table:
        yield from _replaced(text, rf"{table}\s*\.\s*{name}", written)
        inline = ", ".join(f"{each} = {_toml(kept)}" for each, kept in wanted[table].items())
        yield from _replaced(text, table, f"{{ {inline} }}")
        yield from _inserted(text, f"{name} = {written}", rf"\s*\[\s*['\"]?{table}['\"]?\s*\]\s*(#.*)?$", 1)
        yield _appended(text, f"[{table}]", f"{name} = {written}")
    yield from _inserted(text, f"{key} = {written}", r"\s*\[", 0)
    yield _appended(text, f"{key} = {written}")


def _replaced(text: str, name: str, written: str | None) -> Iterator[str]:
    """*text* with another value, or none, in each line that seems to set *name*; its comment stays."""
    lines = text.split("\n")
    sets = re.compile(rf"(\ufeff?\s*(?:{name}|\"{name}\"|'{name}')\s*=\s*)")
    for at, line in enumerate(lines):
        found = sets.match(line)
        if found is None:
            continue
        for end in range(at + 1, len(lines) + 1):
            whole = "\n".join(lines[at:end])
            if _is_toml(whole):
                tail = _tail(whole)
                if written is not None:
                    kept = [found[1] + written + tail]
                else:
                    mark = "\ufeff" if line.startswith("\ufeff") else ""
                    kept = [mark + tail.lstrip(" \t")] if tail.strip() or mark else []
                yield "\n".join([*lines[:at], *kept, *lines[end:]])
                break


def _tail(statement: str) -> str:
    """What follows the value of *statement*: blanks, a comment, the return of a Windows line."""
    bare = statement.rstrip("\r")
    marks = [at for at, char in enumerate(bare) if char == "#"]
    cut = next((at for at in marks if _is_toml(bare[:at])), len(bare))
    return statement[len(bare[:cut].rstrip()) :]


def _is_toml(text: str) -> bool:
    with suppress(tomllib.TOMLDecodeError):
        return bool(_loads(text.removesuffix("\r")))
    return False


def _inserted(text: str, line: str, before: str, behind: int) -> Iterator[str]:
    """*text* with *line* at each line that looks like *before*, or *behind* it."""
    lines = text.split("\n")
    for at, each in enumerate(lines):
        if re.match(before, each.removeprefix("\ufeff").rstrip("\r")):
            new = line + ("\r" if each.endswith("\r") else "")
            mark = "\ufeff" if not at and not behind and each.startswith("\ufeff") else ""
            rest = [each.removeprefix(mark), *lines[at + 1 :]] if mark else lines[at + behind :]
            yield "\n".join([*lines[: at + behind], mark + new, *rest])


def _appended(text: str, *lines: str) -> str:
    """*text* with *lines* at its end."""
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text.strip("\ufeff") or text.endswith("\n") else end
    return text + gap + "".join(line + end for line in lines)


def _toml(value: Any) -> str:  # noqa: ANN401  # what TOML gave
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(path: Path, text: str) -> None:
    """Puts *text* in the place of the file: whoever reads it meanwhile reads the old one or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(text.encode("utf-8"))
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except UnicodeEncodeError as error:
        raise _not_toml(path, error) from error
    except OSError as error:
        raise _no_file(path, error) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _no_place(path: Path, key: str) -> SettingsError:
    return SettingsError(
        path,
        f"'{key}' 설정을 고칠 곳을 찾지 못했습니다. 파일을 직접 고치세요.",
        f"found no place to write '{key}'; please edit the file",
    )


def _no_file(path: Path, error: OSError) -> SettingsError:
    reason = error.strerror or str(error)
    return SettingsError(
        path,
        f"설정 파일을 읽거나 쓸 수 없습니다 ({reason}). 권한과 남은 공간을 확인하세요.",
        f"the settings file can't be read or written ({reason}); check permissions and free space",
    )


def _not_toml(path: Path, error: Exception) -> SettingsError:
    return SettingsError(
        path,
        f"TOML 형식(UTF-8)이 아닙니다 ({error}). 고치거나 파일을 지우세요.",
        f"not TOML in UTF-8 ({error}); mend the file or remove it",
    )


def value_of(settings: Settings, key: str) -> Value:
    """What *settings* say under *key* (`lang`, `files.rows`)."""
    found: Any = settings
    for name in key.split("."):
        found = getattr(found, name)
    assert isinstance(found, str | bool | int)
    return found
