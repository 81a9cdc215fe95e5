"""Every template compiles, is used, holds no inline script or style; links abroad tell nobody where from."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"
FOLDER = PACKAGE / "web" / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
LETTERS = ("letters/", "archive/")  # mail programs, and a page in somebody's own folder, know no stylesheet files
SCRIPT = r"<script(?![^>]*\s(?:src=|type=.application/(?:ld\+)?json))"  # a block of data runs nothing
INLINE = re.compile(rf"<style|\sstyle=|{SCRIPT}|\son[a-z]+=|javascript:|hx-on|hx-vals=.js", re.IGNORECASE)
ABROAD = re.compile(r"<a\s[^>]*href=\"https?://[^>]*>", re.IGNORECASE)


def inline_code(source: str) -> list[str]:
    return INLINE.findall(source)


def telling_links(source: str) -> list[str]:
    return [link for link in ABROAD.findall(source) if "noreferrer" not in link]


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith(LETTERS)])
def test_it_holds_no_inline_code(name: str) -> None:
    source = (FOLDER / name).read_text()
    assert inline_code(source) == []
    assert telling_links(source) == []


def test_inline_code_is_found() -> None:
    assert len(inline_code('<p style="x"><script>x</script><b onclick="x">')) == 3
    assert inline_code('<script nonce="n" src="/x.js"></script>') == []
    assert telling_links('<a href="https://example.com">') != []


def test_every_template_is_used() -> None:
    sources = [path.read_text() for path in PACKAGE.rglob("*.py")] + [(FOLDER / name).read_text() for name in TEMPLATES]
    everything = "\n".join(sources)
    assert [name for name in TEMPLATES if f'"{name}"' not in everything and f"'{name}'" not in everything] == []
