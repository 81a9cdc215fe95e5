"""Only a context's own operations write its models; others may read them."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"
WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save",
}  # fmt: skip


def foreign_models(tree: ast.Module, own: str) -> set[str]:
    """Names in this module that stand for models (or models modules) of another context."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("harmonia."):
            owner = node.module.split(".")[1]
            if owner != own and ".models" in node.module:
                names |= {alias.asname or alias.name for alias in node.names}
            if owner != own and any(alias.name == "models" for alias in node.names):
                names |= {alias.asname or alias.name for alias in node.names if alias.name == "models"}
    return names


def root_name(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def foreign_writes(source: str, own: str) -> list[str]:
    tree = ast.parse(source)
    foreign = foreign_models(tree, own)
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and root_name(node.func) in foreign
    ]


def test_only_owners_write() -> None:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0]
        if "migrations" not in path.parts and own != "config":
            found[str(path.relative_to(PACKAGE))] = foreign_writes(path.read_text(), own)
    assert {path: writes for path, writes in found.items() if writes} == {}


def test_a_foreign_write_is_found() -> None:
    source = "from harmonia.accounts.models import Person\nPerson.objects.filter(pk=1).update(name='x')"
    assert foreign_writes(source, "booking") == ["line 2: Person.objects.filter(pk=1).update"]
    assert foreign_writes(source, "accounts") == []
