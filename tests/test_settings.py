from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import fields
from pathlib import Path

import pytest

from orderdesk import settings
from orderdesk.core.files.limits import LIMITS, limits_of
from orderdesk.settings import FileLimits, Settings, SettingsError, load_settings


def written(home: Path, text: str) -> Path:
    path = home / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_means_the_defaults() -> None:
    assert load_settings() == Settings()


def test_the_operator_is_the_user_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "김영희")
    assert load_settings().operator == "김영희"


def test_what_the_file_says_holds(own_home: Path) -> None:
    path = written(own_home, 'lang = "en"\nshop_name = "쌀가게"\nlotte_strict = true\ndeposit_days = 7\n')
    read = load_settings(path)
    assert (read.lang, read.shop_name, read.lotte_strict, read.deposit_days) == ("en", "쌀가게", True, 7)
    assert read.theme == Settings().theme


def test_the_users_own_file_is_read() -> None:
    path = settings.config_path()
    path.parent.mkdir(parents=True)
    path.write_text('operator = "창고"\n', encoding="utf-8")
    assert load_settings().operator == "창고"


def test_a_file_from_windows_with_a_byte_order_mark_is_read(own_home: Path) -> None:
    assert load_settings(written(own_home, '\ufefflang = "en"\r\n')).lang == "en"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('langauge = "ko"', "'langauge'"),
        ("deposit_days = true", "'deposit_days'"),
        ('deposit_days = "3"', "'deposit_days'"),
        ("deposit_days = 0", "'deposit_days'"),
        ("lotte_strict = 1", "'lotte_strict'"),
        ("shop_name = 3", "'shop_name'"),
        ("files = 3", "'files'"),
        ("[files]\nrow = 3", "'files.row'"),
        ("[files]\nrows = 0", "'files.rows'"),
        ("[files]\nmegabytes = 1.5", "'files.megabytes'"),
        ("[files]\ncolumns = 16384", "'files.columns'"),
        ('lang = "jp"', "'lang'"),
        ("lang = ", "TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(own_home: Path, text: str, named: str) -> None:
    path = written(own_home, text)
    with pytest.raises(SettingsError) as error:
        load_settings(path)
    assert str(path) in str(error.value)
    assert named in str(error.value)


def test_text_in_another_encoding_is_an_error_for_people(own_home: Path) -> None:
    path = own_home / "settings.toml"
    path.write_bytes('shop_name = "우리"'.encode("cp949"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(path)


def test_an_unreadable_file_is_an_error_for_people(own_home: Path) -> None:
    with pytest.raises(SettingsError, match="읽을 수 없습니다"):
        load_settings(own_home)


def test_the_limits_of_files_are_a_table(own_home: Path) -> None:
    path = written(own_home, 'lang = "en"\n[files]\nrows = 5\nmegabytes = 2\n')
    files = load_settings(path).files
    assert (files.rows, files.megabytes, files.columns) == (5, 2, 64)
    limits = limits_of(load_settings(path))
    assert (limits.rows, limits.bytes, limits.columns) == (5, 2 * 1024**2, 64)
    assert limits_of(Settings()) == LIMITS


@pytest.mark.parametrize("table", [Settings, FileLimits])
def test_every_field_is_documented(table: type[Settings | FileLimits]) -> None:
    (definition,) = ast.parse(inspect.getsource(table)).body
    assert isinstance(definition, ast.ClassDef)
    body = definition.body
    documented = [
        before.target.id
        for before, after in itertools.pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
    ]
    assert documented == [each.name for each in fields(table)]


def test_the_store_is_named_by_option_then_environment_then_default(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.store_url(None).startswith(f"sqlite:///{own_home}/")
    monkeypatch.setenv("ORDERDESK_DB", "sqlite:///environment.db")
    assert settings.store_url(None) == "sqlite:///environment.db"
    assert settings.store_url("sqlite:///option.db") == "sqlite:///option.db"


def test_the_demo_has_a_store_of_its_own() -> None:
    assert settings.demo_store_url() != settings.default_store_url()


def test_shipped_data_is_found_and_what_is_missing_is_named() -> None:
    assert settings.data_file("couriers.csv").is_file()
    with pytest.raises(FileNotFoundError, match=r"no-such\.csv"):
        settings.data_file("no-such.csv")
