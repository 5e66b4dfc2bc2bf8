"""House rules that no linter keeps: what an import really loads, where SQL stands, how large files are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "orderdesk"
SOURCES = sorted(PACKAGE.rglob("*.py"))

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
STORE = PACKAGE / "core" / "store"
MIGRATIONS = STORE / "migrations"

DATA_SHARE = 0.75
"""A module with this share of its lines in assignments, its own or its classes, is a table, of any length."""

SQL = re.compile(
    r"\b(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|VIEW|TRIGGER)\b|PRAGMA\s+\w+|BEGIN\s+IMMEDIATE\b)",
    re.DOTALL,
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages in a fresh interpreter after importing the modules."""
    code = (
        "import importlib, sys\nbefore = set(sys.modules)\n"
        f"for name in {list(modules)!r}: importlib.import_module(name)\n"
        "print('\\n'.join(set(sys.modules) - before))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    return {name.partition(".")[0] for name in result.stdout.split()}


def modules_under(*places: str) -> list[str]:
    """All modules of packages or files of orderdesk, named without suffix, that there are.

    Migrations are left out: only Alembic can load them.
    """
    paths = {path for path in SOURCES for place in places if _is_under(path, PACKAGE / place)}
    paths = {path for path in paths if MIGRATIONS not in path.parents}
    return sorted(module_name(path) for path in paths)


def _is_under(path: Path, place: Path) -> bool:
    return path.with_suffix("") == place or place in path.parents


def data_lines(tree: ast.Module) -> int:
    """How many lines of a module are assignments in its body or in its classes, or tables of the store."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    stored = [node for node in classes if any(each.arg == "table" for each in node.keywords)]
    others = [node for node in classes if node not in stored]
    statements = [*tree.body, *(each for node in others for each in node.body)]
    tables = [*stored, *(node for node in statements if isinstance(node, ast.Assign | ast.AnnAssign))]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in tables)


def strings_of_code(tree: ast.Module) -> list[tuple[int, str]]:
    """Every string with its line, but docstrings; the fixed parts of an f-string are joined by a name."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    skipped: set[int] = set()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, documented):
            skipped |= {id(each.value) for each in node.body if isinstance(each, ast.Expr)}
        elif isinstance(node, ast.JoinedStr):
            skipped |= {id(each) for each in node.values}
            fixed = [each.value if isinstance(each, ast.Constant) else "name" for each in node.values]
            found.append((node.lineno, "".join(map(str, fixed))))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            found.append((node.lineno, node.value))
    return found


def test_the_domain_loads_only_the_standard_library() -> None:
    modules = modules_under("core/domain")
    assert "orderdesk.core.domain" in modules
    foreign = loaded_by(*modules) - sys.stdlib_module_names - {"orderdesk"}
    assert not foreign


@pytest.mark.parametrize("library", ["textual", "sqlmodel", "alembic"])
def test_settings_load_no_large_library(library: str) -> None:
    assert library not in loaded_by("orderdesk.settings")


def test_the_core_and_the_command_line_do_not_load_textual() -> None:
    modules = modules_under("cli", "core")
    assert "orderdesk.core.services" in modules
    assert "textual" not in loaded_by(*modules)


def test_only_a_server_loads_the_servers_libraries() -> None:
    loaded = loaded_by(*modules_under("cli", "core"))
    assert not {"fastapi", "starlette", "uvicorn"} & loaded


ROOMS = [path for path in SOURCES if "versions" not in path.parts]
"""Every module but the migrations, which record what once was and are never changed."""


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: module_name(path))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = len(text.splitlines())
    assert lines <= MOST_LINES or data_lines(tree) / lines >= DATA_SHARE, f"{lines} lines: two rooms in one?"
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("class Grid(Widget, can_focus=True):\n    def move(self) -> None:\n        pass\n", 0),
        ("class Order(SQLModel, table=True):\n    id: int\n\n    name: str\n", 4),
        ("class Word(NamedTuple):\n    ko: str\n    en: str\n\nONE = (\n    1,\n)\n", 5),
    ],
)
def test_only_tables_may_be_long(code: str, lines: int) -> None:
    assert data_lines(ast.parse(code)) == lines


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if STORE not in path.parents], ids=lambda path: module_name(path)
)
def test_only_the_store_knows_sql(path: Path) -> None:
    found = [
        (line, text)
        for line, text in strings_of_code(ast.parse(path.read_text(encoding="utf-8")))
        if SQL.search(text)
    ]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT number\n FROM orders WHERE id = ?",
        "INSERT INTO orders VALUES (?)",
        "INSERT OR IGNORE INTO orders VALUES (?)",
        "UPDATE orders SET version = 2",
        "DELETE FROM orders",
        "CREATE INDEX by_day ON orders (day)",
        "PRAGMA journal_mode = WAL",
        "BEGIN IMMEDIATE",
    ],
)
def test_sql_is_recognised(text: str) -> None:
    assert SQL.search(text)


def test_sql_in_an_f_string_is_seen() -> None:
    tree = ast.parse(
        '"""SELECT a FROM docstring."""\ntable = "t"\nq = f"SELECT a FROM {table} WHERE b = 1"\n'
    )
    assert [(line, bool(SQL.search(text))) for line, text in strings_of_code(tree)] == [(2, False), (3, True)]


def test_every_package_says_what_it_is() -> None:
    folders = {path.parent for path in SOURCES}
    silent = [
        folder
        for folder in folders
        if not (folder / "__init__.py").is_file()
        or not ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    ]
    assert not silent
