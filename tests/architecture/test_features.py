"""docs/features.md and docs/threat-model.md tell the truth: each test that they name exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\|\s*(\d+)\s*\|(.+)\|(.+)\|\s*$")


def rows(text: str) -> dict[int, list[str]]:
    """Row number -> the tests named for it."""
    return {
        int(match[1]): [name.strip(" `") for name in match[3].split(",") if name.strip()]
        for match in map(ROW.match, text.splitlines())
        if match
    }


def exists(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.exists():
        return False
    functions = {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
    return name.partition("[")[0] in functions


def test_every_named_test_exists() -> None:
    table = rows((ROOT / "docs" / "features.md").read_text())
    assert {row: [test for test in tests if not exists(test)] for row, tests in table.items()} == {
        row: [] for row in table
    }
    assert len(table) >= 35


def test_every_threat_has_an_answer_and_its_tests_exist() -> None:
    lines = (ROOT / "docs" / "threat-model.md").read_text().splitlines()
    threats = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ") and "::" in line]
    assert len(threats) >= 15
    assert [test for *_, tests in threats for test in tests.split(", ") if not exists(test)] == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert not exists("tests/architecture/test_features.py::test_of_nothing")
    assert exists("tests/architecture/test_features.py::test_every_named_test_exists")
