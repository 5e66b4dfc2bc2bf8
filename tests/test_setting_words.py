from __future__ import annotations

from dataclasses import fields

import pytest

from orderdesk.setting_words import GROUPS, SettingWords
from orderdesk.settings import CURSORS, LANGUAGES, BackupSettings, FileLimits, Settings
from orderdesk.settings_file import value_of

ALL = [setting for _, group in GROUPS for setting in group]
TABLES = {"files": FileLimits, "backups": BackupSettings}


def test_every_key_of_the_file_has_its_words_once() -> None:
    keys = [each.name for each in fields(Settings) if each.name not in TABLES]
    keys += [f"{name}.{each.name}" for name, table in TABLES.items() for each in fields(table)]
    assert sorted(each.key for each in ALL) == sorted(keys)


@pytest.mark.parametrize("setting", ALL, ids=lambda each: each.key)
def test_words_and_choices_are_complete(setting: SettingWords) -> None:
    assert all((*setting.words, *setting.sentence))
    assert setting.sentence.ko.endswith(".") or setting.sentence.ko.endswith(")")
    if setting.choices:
        assert value_of(Settings(), setting.key) in dict(setting.choices)


def test_the_choices_are_those_that_the_file_takes() -> None:
    by_key = {each.key: [value for value, _ in each.choices] for each in ALL}
    assert by_key["lang"] == list(LANGUAGES)
    assert by_key["cursor"] == list(CURSORS)
    assert "CJ대한통운" in by_key["default_courier"]
