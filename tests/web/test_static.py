"""Static files: every one that a page names is there, and each gets a name that carries its hash, modules included."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"
NAMED = re.compile(r"{% static ['\"]([^'\"]+)['\"] %}")
IMPORTED = re.compile(r"(?:from|import)\s*\(?[\"'](\./[^\"']+)[\"']")


def named_in_templates() -> set[str]:
    return {name for path in (PACKAGE / "web" / "templates").rglob("*.*") for name in NAMED.findall(path.read_text())}


def test_every_file_that_a_template_names_is_there() -> None:
    assert len(named_in_templates()) > 5
    assert [name for name in sorted(named_in_templates()) if not finders.find(name)] == []


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "harmonia.web.storage.HashedStaticStorage"},
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    return tmp_path


def test_modules_import_each_other_by_hashed_names(collected: Path) -> None:
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert named_in_templates() <= set(manifest)
    for name, hashed in manifest.items():
        assert re.search(r"\.[0-9a-f]{12}\.", hashed), name
        if name.endswith(".js") and not name.startswith("django_htmx"):
            imports = IMPORTED.findall((collected / hashed).read_text())
            assert [path for path in imports if not re.search(r"\.[0-9a-f]{12}\.js$", path)] == []
