"""No missing, fuzzy or stale string in Kazakh or Russian."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose catalogues were just made from the sources."""
    copy = tmp_path_factory.mktemp("strings") / "harmonia"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "migrations", "*.mo", "room"))
    shutil.copytree(PACKAGE / "web", copy / "web", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "ru", "-l", "kk", "-v0", "--no-obsolete"],
        cwd=copy,
        check=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    return copy


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_string_is_translated(language: str, extracted: Path) -> None:
    catalogue = polib.pofile(str(extracted / "locale" / language / "LC_MESSAGES" / "django.po"))
    assert len(catalogue) > 100
    assert untranslated(catalogue) == []


def test_a_missing_translation_is_found() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Book", msgstr=""))
    assert untranslated(catalogue) == ["Book"]
