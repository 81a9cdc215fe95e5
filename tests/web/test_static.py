"""Static files: every one that a page names is there, and each gets a name that carries its hash, modules included."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template
from playwright.sync_api import Browser, Route

from harmonia.web.storage import HashedStaticStorage, digest

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


def test_what_scripts_are_is_published_and_named_by_the_page_that_loads_them(collected: Path) -> None:
    published = json.loads((collected / "scripts.json").read_text())
    files = {f"/static/{path.relative_to(collected)}": path for path in collected.rglob("*.js")}
    ours = {address for address in files if re.search(r"/(room|js)/[^/]+\.[0-9a-f]{12}\.js$", address)}
    assert ours <= set(published)
    assert len([address for address in ours if "/room/" in address]) > 10
    assert published == {address: digest(files[address].read_bytes()) for address in published}
    with override_storage():
        page = Template("{% script_digests %}").render(Context({"request": SimpleNamespace(csp_nonce="n")}))
        attribute = Template('{% integrity "room/room.js" %}').render(Context())
    [imported] = re.findall(r'<script type="importmap" nonce="n">(.*)</script>', page)
    assert json.loads(imported) == {"integrity": published}
    room = next(address for address in published if re.search(r"/room/room\.[0-9a-f]{12}\.js$", address))
    assert attribute == f'integrity="{published[room]}"'


@contextmanager
def override_storage() -> Iterator[None]:
    """Templates hold on to the storage that they were made with."""
    fresh = HashedStaticStorage()
    with patch("harmonia.web.templatetags.house.staticfiles_storage", fresh):
        with patch("django.contrib.staticfiles.storage.staticfiles_storage", fresh):
            yield


@pytest.mark.xdist_group("browser")
def test_a_browser_refuses_a_module_that_is_another_than_published(collected: Path, chromium: Browser) -> None:
    published = json.loads((collected / "scripts.json").read_text())
    module = next(address for address in published if re.search(r"/room/description\.[0-9a-f]{12}\.js$", address))
    text = (collected / module.removeprefix("/static/")).read_text()
    page_of = (
        f'<script type="importmap">{json.dumps({"integrity": published})}</script>'
        f'<script type="module">import "{module}"; document.title = "runs";</script>'
    )
    for served, title in ((text, "runs"), (text + "// and one line more", "")):
        page = chromium.new_context().new_page()
        page.route("**/*", answering(module, served, page_of))
        page.goto("http://127.0.0.1:9/")
        page.wait_for_load_state("networkidle")
        assert page.title() == title
        page.context.close()


def answering(module: str, served: str, page: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        if route.request.url.endswith(module):
            route.fulfill(body=served, content_type="text/javascript")
        else:
            route.fulfill(body=page, content_type="text/html")

    return answer
