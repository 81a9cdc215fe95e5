"""The room's modules in a page without a room, a server or a network, for what needs no two browsers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).resolve().parents[2] / "harmonia" / "web" / "static"
ADDRESS = "http://127.0.0.1:9"  # nothing listens there: every answer is this file's


def source(name: str) -> str:
    return (STATIC / name.lstrip("/")).read_text()


def mutated(name: str, *changes: tuple[str, str]) -> str:
    """The module with each of its passages put in place of another; a passage that is not there is an error."""
    text = source(name)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def lab(browser: Browser, changed: dict[str, str] | None = None) -> tuple[Page, Callable[[], None]]:
    """(a page that may import /room/*.js, what closes it)."""
    context = browser.new_context()
    page = context.new_page()

    def answer(route: Route) -> None:
        path: Any = route.request.url.removeprefix(ADDRESS).lstrip("/")
        if not path:
            return route.fulfill(body="<!doctype html><title>lab</title>", content_type="text/html")
        return route.fulfill(body=(changed or {}).get(path) or source(path), content_type="text/javascript")

    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    return page, context.close
