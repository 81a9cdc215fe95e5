"""The house keeps its shape: which files a context has, and how long anything may grow."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"
CONTEXTS = sorted(
    folder.name for folder in PACKAGE.iterdir() if (folder / "apps.py").exists() and folder.name not in ("web", "core")
)
ROOMS_OF_A_CONTEXT = {
    "__init__", "apps", "migrations", "states", "rules", "models", "permissions", "queries", "gateways", "operations",
    "personal_data", "tasks",
}  # fmt: skip
OWN = {
    "vault": {"fields", "files", "reading", "keyring", "keeper", "blocking"},
    "accounts": {"authentication", "sessions"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def strangers(context: str, names: set[str]) -> set[str]:
    return names - ROOMS_OF_A_CONTEXT - OWN.get(context, set())


def long_functions(source: str, most: int = 30) -> list[str]:
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1 - docstring_lines(node)} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 - docstring_lines(node) > most
    ]


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_has_its_files_and_no_others(context: str) -> None:
    names = {path.stem for path in (PACKAGE / context).iterdir() if path.name != "__pycache__"}
    assert strangers(context, names) == set()


def test_a_file_that_does_not_belong_is_found() -> None:
    assert strangers("booking", {"models", "utils"}) == {"utils"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_grows_beyond_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_no_function_grows_beyond_30_lines() -> None:
    grown = {str(path.relative_to(PACKAGE)): long_functions(path.read_text()) for path in MODULES}
    assert {path: functions for path, functions in grown.items() if functions} == {}


def test_a_long_function_is_found() -> None:
    assert long_functions("def long():\n" + "    x = 1\n" * 31) == ["long: 32 lines"]


def test_no_module_is_called_by_a_vague_name() -> None:
    assert [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")] == []
