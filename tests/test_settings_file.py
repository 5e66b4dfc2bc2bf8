from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk import settings_file
from orderdesk.settings import Settings, SettingsError, load_settings
from orderdesk.settings_file import change, value_of

TYPED = """\
# 우리 가게
lang = "en"   # 직원이 영어를 씁니다 # 정말
shop_name = '''
lang = "ko"
'''

[backups]   # 매일
days = 3
# 주는 그대로

[files]
rows = 5_000 # 많이
"""


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].rstrip("\r") for line in text.split("\n") if "#" in line]


def test_one_value_changes_and_all_else_stays_as_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(TYPED, encoding="utf-8")
    assert change(path, {"lang": "ko"}).lang == "ko"
    assert path.read_text(encoding="utf-8") == TYPED.replace('lang = "en"', 'lang = "ko"')
    change(path, {"files.rows": 7})
    change(path, {"backups.weeks": 2})
    change(path, {"theme": "nord"})
    assert path.read_text(encoding="utf-8").splitlines() == [
        "# 우리 가게",
        'lang = "ko"   # 직원이 영어를 씁니다 # 정말',
        "shop_name = '''",
        'lang = "ko"',
        "'''",
        "",
        'theme = "nord"',
        "[backups]   # 매일",
        "weeks = 2",
        "days = 3",
        "# 주는 그대로",
        "",
        "[files]",
        "rows = 7 # 많이",
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("files.rows = 3\nfiles.columns = 9", "files.rows"),
        ("files.columns = 9", "files.rows"),
        ("files = { columns = 9, rows = 4 } # beide", "files.rows"),
        ("files = { columns = 9 }", "files.rows"),
        ('"page_size"=9', "page_size"),
        ("[files]\n[backups]\ndays=1", "files.rows"),
        ("[files]", "page_size"),
        ("\ufeff[files]\r\ncolumns = 4\r\n", "page_size"),
        ("\ufeff", "page_size"),
        ("", "files.rows"),
    ],
)
def test_every_way_of_writing_a_table_is_understood(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("utf-8"))
    before = load_settings(path)
    change(path, {key: 77})
    after = load_settings(path)
    assert value_of(after, key) == 77
    assert [each for each in KEYS if value_of(after, each) != value_of(before, each)] == [key]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == text.startswith("\ufeff")
    assert (b"\r\n" in path.read_bytes()) == ("\r\n" in text)


KEYS = [
    *(each.name for each in fields(Settings) if each.name not in ("files", "backups", "keys")),
    *(
        f"{table}.{each.name}"
        for table in ("files", "backups")
        for each in fields(getattr(Settings(), table))
    ),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "lang": st.sampled_from(["ko", "en"]),
    "cursor": st.sampled_from(["auto", "bar", "gutter"]),
    "deposit_days": st.integers(1, 99),
    "page_size": st.integers(1, 1000),
    "lock_minutes": st.integers(0, 480),
    "files.rows": st.integers(1, 1_048_575),
    "files.megabytes": st.integers(1, 200),
    "files.columns": st.integers(1, 256),
    "backups.days": st.integers(0, 366),
    "backups.weeks": st.integers(0, 520),
}


def strategy(key: str) -> st.SearchStrategy[Any]:
    if key in VALUES:
        return VALUES[key]
    return st.booleans() if isinstance(value_of(Settings(), key), bool) else TEXTS


changes = st.lists(
    st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), strategy(key))), max_size=12
)
notes = st.lists(st.sampled_from(["", "# lang = 'en'", "#", "\t# [files] # ]"]), max_size=4)


@given(changes, notes, st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_reads_back_and_touches_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, Any]], typed: list[str], end: str
) -> None:
    path = tmp_path_factory.mktemp("home") / "settings.toml"
    path.write_bytes("".join(line + end for line in typed).encode())
    expected = {key: value_of(load_settings(path), key) for key in KEYS}
    for key, value in made:
        change(path, {key: value})
        expected[key] = value
        read = load_settings(path)
        assert {each: value_of(read, each) for each in KEYS} == expected
    kept = comments(path.read_bytes().decode())
    assert [each for each in comments(end.join(typed)) if each not in kept] == []


@pytest.mark.parametrize(("key", "value"), [("lang", "jp"), ("page_size", 0), ("files.rows", 0), ("size", 1)])
def test_what_would_not_be_accepted_is_not_written(tmp_path: Path, key: str, value: Any) -> None:  # noqa: ANN401
    path = tmp_path / "settings.toml"
    path.write_text(TYPED, encoding="utf-8")
    with pytest.raises(SettingsError, match=key.rpartition(".")[2]):
        change(path, {key: value})
    assert path.read_text(encoding="utf-8") == TYPED


@pytest.mark.parametrize("kept", [b"lang = ", b'shop_name = "\xff"'])
def test_a_broken_file_is_not_overwritten(tmp_path: Path, kept: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(kept)
    with pytest.raises(SettingsError, match="TOML"):
        change(path, {"lang": "en"})
    assert path.read_bytes() == kept


def test_the_folder_is_made_a_link_stays_and_so_do_its_permissions(tmp_path: Path) -> None:
    change(tmp_path / "new" / "settings.toml", {"theme": "light"})
    real, link = tmp_path / "dotfiles.toml", tmp_path / "settings.toml"
    real.write_text("", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    change(link, {"theme": "light"})
    assert link.is_symlink() and tomllib.loads(real.read_text(encoding="utf-8")) == {"theme": "light"}
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["dotfiles.toml", "new", "settings.toml"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SettingsError, match="No space left"):
        settings_file.change(tmp_path / "settings.toml", {"theme": "light"})
    assert list(tmp_path.iterdir()) == []


OWN = """\
# 우리 가게
[keys]  # 왼손으로
undo = ["ctrl+y"] # 되돌리기
redo = ["ctrl+z",
  "d"]

# 아래는 파일
[files]
rows = 5_000 # 많이
"""


def test_keys_are_written_and_taken_out_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OWN, encoding="utf-8")
    assert change(path, {"keys.redo": ["ctrl+z"]}).keys == {"undo": ["ctrl+y"], "redo": ["ctrl+z"]}
    assert path.read_text(encoding="utf-8") == OWN.replace('"ctrl+z",\n  "d"]', '"ctrl+z"]')
    assert change(path, {"keys.undo": None, "keys.nothing": None}).keys == {"redo": ["ctrl+z"]}
    assert change(path, {"keys.redo": None}).keys == {}
    assert path.read_text(encoding="utf-8").splitlines() == [
        "# 우리 가게",
        "[keys]  # 왼손으로",
        "# 되돌리기",
        "",
        "# 아래는 파일",
        "[files]",
        "rows = 5_000 # 많이",
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('keys.undo = ["a"] # b\nlang = "en"', '# b\nlang = "en"'),
        ('keys = { undo = ["a"], redo = ["b"] } # c', 'keys = { redo = ["b"] } # c'),
        ('\ufeff[keys]\r\n"undo" = ["a"]\r\n', "\ufeff[keys]\r\n"),
        ("\ufeffkeys.undo = []\r\n", "\ufeff\r\n"),
        ('lang = "en"', 'lang = "en"'),
    ],
)
def test_every_way_of_writing_a_key_is_taken_out(tmp_path: Path, text: str, left: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("utf-8"))
    change(path, {"keys.undo": None})
    assert path.read_bytes().decode() == left


def test_of_several_changes_all_are_made_or_none(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('lang = "ko"\n[keys]\nundo = ["a"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="lang"):
        change(path, {"keys.undo": None, "keys.redo": ["b"], "lang": "fr"})
    assert path.read_text(encoding="utf-8") == 'lang = "ko"\n[keys]\nundo = ["a"]\n'
    settings = change(path, {"keys.undo": None, "keys.redo": ["b"], "lang": "en"})
    assert (settings.lang, settings.keys) == ("en", {"redo": ["b"]})
    assert load_settings(path) == settings


def test_what_can_not_be_taken_out_is_said_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[keys.undo]\nkey = "a"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"keys\.undo"):
        change(path, {"keys.undo": None})
    assert path.read_text(encoding="utf-8") == '[keys.undo]\nkey = "a"\n'


names = st.sampled_from(["undo", "redo", "memo", "help"])
own = st.lists(st.sampled_from(["ctrl+z", "f4", "a", '"', "#"]), max_size=3)


@given(st.lists(st.tuples(names, st.none() | own), max_size=10), notes)
def test_keys_that_are_written_and_dropped_read_back(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, list[str] | None]], typed: list[str]
) -> None:
    path = tmp_path_factory.mktemp("home") / "settings.toml"
    path.write_text("".join(f"{line}\n" for line in typed), encoding="utf-8")
    expected: dict[str, list[str]] = {}
    for name, keys in made:
        change(path, {f"keys.{name}": keys})
        expected = {each: own for each, own in (expected | {name: keys}).items() if own is not None}
        assert load_settings(path).keys == expected
    assert [line for line in typed if line.strip() and line not in path.read_text("utf-8").split("\n")] == []
