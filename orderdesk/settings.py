"""Settings of one desk, and where its files live.

Settings stand in `settings.toml` in the user's configuration directory; a missing file or key means the
default. Standard library and platformdirs only: this module is loaded before the first screen.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

APP_NAME = "orderdesk"
STORE_VARIABLE = "ORDERDESK_DB"

CURSORS = ("auto", "bar", "gutter")
"""The cursors that the order list can have, the default first."""

LANGUAGES = ("ko", "en")
"""The languages that labels exist in, the default first."""

_PACKAGE_DIR = Path(__file__).resolve().parent
_DATA_PLACES = (_PACKAGE_DIR / "data", _PACKAGE_DIR.parent / "data")


class SettingsError(Exception):
    """A settings file that cannot be used; the message names file, key and what to do, Korean first."""

    def __init__(self, path: Path, korean: str, english: str) -> None:
        super().__init__(f"{path}: {korean} / {english}")
        self.korean = korean
        self.english = english


def os_user() -> str:
    """The user of the operating system that runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without an account, as in containers
        return f"user-{os.getuid()}" if hasattr(os, "getuid") else "user"


@dataclass(frozen=True)
class FileLimits:
    """`[files]`: how much a file that comes in may hold, whatever it is; larger ones are refused."""

    rows: int = 100_000
    """Rows under the header."""

    megabytes: int = 50
    """Its size."""

    columns: int = 64
    """Columns, from the first."""


@dataclass(frozen=True)
class BackupSettings:
    """`[backups]`: the backups that make themselves once a day."""

    folder: str = ""
    """Where they are kept; empty: the folder `backups` beside the store."""

    days: int = 7
    """Newest days of which one is kept; 0 makes none."""

    weeks: int = 4
    """Newest weeks of which one is kept."""


@dataclass(frozen=True)
class Settings:
    """What the operator may choose; every field is a key of `settings.toml`."""

    lang: str = "ko"
    """Language of labels and messages: `ko` or `en`."""

    shop_name: str = "우리상점"
    """Name of the shop in the header and on order sheets."""

    sender_phone: str = ""
    """Phone of the sender in couriers' upload files; the sender's name is `shop_name`."""

    sender_address: str = ""
    """Address of the sender in couriers' upload files."""

    freight_label: str = "신용"
    """운임구분 of a parcel that the shop pays for, as its courier calls it: 신용 or 선불."""

    operator: str = field(default_factory=os_user)
    """Who works here; stands on every event. Default: the user name of the operating system."""

    default_courier: str = ""
    """Courier offered first when a tracking number is typed; empty: none."""

    ready_on_tracking: bool = False
    """송장 입력 시 배송대기로: whether a tracking number moves a 상품준비 section to 배송대기."""

    lotte_strict: bool = False
    """Whether a Lotte tracking number with a wrong check digit is refused instead of warned about."""

    deposit_days: int = 3
    """Days that a bank transfer may take before the order counts as overdue; at least 1."""

    page_size: int = 50
    """Orders of the block that an export takes for the current page (현재 페이지); 1 to 1,000."""

    export_reason: bool = False
    """Whether an export of orders asks for its reason, which stands in the access record."""

    lock_minutes: int = 10
    """Minutes without a key after which the desk locks, for an operator with a passphrase; 0: never."""

    speech: str = ""
    """Program that says the answers of the packing station aloud, e.g. `spd-say -l ko`; empty: none."""

    theme: str = "dark"
    """Colours of the screens, by the name of a theme; an unknown one is the default one."""

    cursor: str = "auto"
    """Cursor of the order list: `bar`, `gutter` (a sign at its edge), or `auto`, which is gutter over SSH."""

    ascii: bool = False
    """Whether borders and signs are drawn in ASCII, for terminals that draw them too wide or not at all."""

    mouse: bool = True
    """Whether the desk hears the mouse; without it the terminal's own selecting and pasting work."""

    files: FileLimits = FileLimits()
    """Limits of every file that comes in, a table of its own."""

    backups: BackupSettings = BackupSettings()
    """The daily backups, a table of its own."""

    keys: dict[str, Any] = field(default_factory=dict, hash=False)
    """`[keys]`: the operator's own keys by the ids of actions; what can't hold, `keyboard.key_table` says."""


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings from `path`, or from the user's own file; a missing file means the defaults.

    Raises SettingsError for an unreadable file, an unknown key, or a value of a wrong type or range.
    """
    path = config_path() if path is None else path
    return settings_of(path, _read_toml(path))


def settings_of(path: Path, values: Mapping[str, Any]) -> Settings:
    """The settings that *values* say, which stand in the file *path*. SettingsError as `load_settings`."""
    values = dict(values)
    _check_types(path, values, Settings(), "")
    for name, table in _TABLES.items():
        if name in values:
            _check_types(path, values[name], table(), f"{name}.")
            values[name] = table(**values[name])
    settings = Settings(**values)
    _check(path, settings)
    return settings


def _check_types(path: Path, values: dict[str, Any], defaults: _Table, table: str) -> None:
    """SettingsError for a key that is not among *defaults*, or a value of another type than there."""
    known = [each.name for each in fields(defaults)]
    for key, value in values.items():
        if key not in known:
            raise SettingsError(
                path,
                f"알 수 없는 설정 '{table}{key}'. 지우거나 다음 중 하나로 고치세요: {', '.join(known)}",
                f"unknown key '{table}{key}'; remove it, or use one of: {', '.join(known)}",
            )
        wanted = type(getattr(defaults, key))
        if type(value) is not (dict if wanted in _TABLES.values() else wanted):
            raise SettingsError(
                path,
                f"'{table}{key}' 값의 형식이 다릅니다. {_KINDS[wanted][0]} 형식으로 쓰세요.",
                f"'{table}{key}' must be {_KINDS[wanted][1]}, not {value!r}",
            )


def _check(path: Path, settings: Settings) -> None:
    """SettingsError for a value out of its range."""
    if settings.lang not in LANGUAGES:
        raise SettingsError(
            path,
            f"'lang' 값은 {' 또는 '.join(LANGUAGES)} 이어야 합니다.",
            f"'lang' must be {' or '.join(LANGUAGES)}, not {settings.lang!r}",
        )
    if settings.deposit_days < 1:
        raise SettingsError(
            path,
            "'deposit_days' 값은 1 이상이어야 합니다.",
            f"'deposit_days' must be 1 or more, not {settings.deposit_days}",
        )
    if not 1 <= settings.page_size <= 1000:
        raise SettingsError(
            path,
            "'page_size' 값은 1부터 1000까지입니다.",
            f"'page_size' must be from 1 to 1000, not {settings.page_size}",
        )
    if not 0 <= settings.lock_minutes <= 480:
        raise SettingsError(
            path,
            "'lock_minutes' 값은 0부터 480까지입니다.",
            f"'lock_minutes' must be from 0 to 480, not {settings.lock_minutes}",
        )
    for (table, key), (least, most) in _LIMITS.items():
        value = getattr(getattr(settings, table), key)
        if not least <= value <= most:
            raise SettingsError(
                path,
                f"'{table}.{key}' 값은 {least:,}부터 {most:,}까지입니다.",
                f"'{table}.{key}' must be from {least:,} to {most:,}, not {value}",
            )
    if settings.cursor not in CURSORS:
        raise SettingsError(
            path,
            f"'cursor' 값은 {', '.join(CURSORS)} 가운데 하나여야 합니다.",
            f"'cursor' must be one of {', '.join(CURSORS)}, not {settings.cursor!r}",
        )


def has_gutter_cursor(settings: Settings, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the list's cursor is a sign at its edge; on a slow line a bar costs four times the bytes."""
    return settings.cursor == "gutter" or (settings.cursor == "auto" and bool(environ.get("SSH_CONNECTION")))


_Table = Settings | FileLimits | BackupSettings

_TABLES: dict[str, type[FileLimits] | type[BackupSettings]] = {"files": FileLimits, "backups": BackupSettings}
"""The tables of the settings file, which is a table itself."""

_LIMITS = {
    ("files", "rows"): (1, 1_048_575),
    ("files", "megabytes"): (1, 200),
    ("files", "columns"): (1, 256),
    ("backups", "days"): (0, 366),
    ("backups", "weeks"): (0, 520),
}
"""The least and the most of each number; a sheet ends at 1,048,576 rows."""

_KINDS = {
    FileLimits: ("표 ([files] 아래 줄들)", "a table: lines under [files]"),
    BackupSettings: ("표 ([backups] 아래 줄들)", "a table: lines under [backups]"),
    dict: ("표 ([keys] 아래 줄들)", "a table: lines under [keys]"),
    str: ('따옴표로 감싼 글자 (예: "글자")', 'text in quotes, such as "text"'),
    bool: ("true 또는 false", "true or false"),
    int: ("숫자 (예: 3)", "a whole number, such as 3"),
}


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib  # deferred: most desks have no settings file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            path,
            f"읽을 수 없습니다 ({reason}). 권한을 확인하세요.",
            f"cannot be read ({reason}); check its permissions",
        ) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise SettingsError(
            path,
            f"TOML 형식(UTF-8)이 아닙니다 ({error}). 고치거나 파일을 지우세요.",
            f"not TOML in UTF-8 ({error}); mend the file or remove it",
        ) from error


def config_path() -> Path:
    """The user's settings file, whether it exists or not."""
    import platformdirs  # deferred: the process that reads a file looks for no folder

    return platformdirs.user_config_path(APP_NAME, appauthor=False) / "settings.toml"


def data_dir() -> Path:
    """The user's directory for stores; not created here."""
    import platformdirs  # deferred: the process that reads a file looks for no folder

    return platformdirs.user_data_path(APP_NAME, appauthor=False)


def log_dir() -> Path:
    """The user's directory for logs and crash reports; not created here."""
    import platformdirs  # deferred: the process that reads a file looks for no folder

    return platformdirs.user_log_path(APP_NAME, appauthor=False)


def default_store_url() -> str:
    """URL of the user's own store."""
    return f"sqlite:///{data_dir() / 'orderdesk.db'}"


def demo_store_url(name: str = "demo") -> str:
    """URL of the demo store called *name*, a file apart from the user's own."""
    return f"sqlite:///{data_dir() / name}.db"


def store_url(option: str | None) -> str:
    """The store to open: the `--db` option, else ORDERDESK_DB, else the user's own; empty is not given."""
    return option or os.environ.get(STORE_VARIABLE) or default_store_url()


def data_file(name: str) -> Path:
    """A file of the reference data that is shipped with the program, such as `couriers.csv`.

    Installed from a wheel it stands in the package, in the repository beside it. Raises FileNotFoundError
    when it is in neither place.
    """
    for place in _DATA_PLACES:
        if (place / name).exists():
            return place / name
    places = ", ".join(str(place) for place in _DATA_PLACES)
    raise FileNotFoundError(
        f"'{name}' 파일이 프로그램에 없습니다 ({places}). 다시 설치하세요. / "
        f"'{name}' is missing from the program ({places}); install it again"
    )
