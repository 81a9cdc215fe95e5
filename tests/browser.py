"""A real browser for journeys: Chromium through Playwright, one context a person, axe and the keyboard at hand.

    @pytest.mark.journey
    @pytest.mark.xdist_group("browser")
    @pytest.mark.django_db(transaction=True, databases=["default", "keys"])
    def test_something(visit, live_server):
        page = visit(live_server.url, "/sos/", language="kk", width=360, theme="dark")
        assert violations(page) == []

`visit` opens a new person's context; `visit(..., page=page)` goes on in the same one. `page.complaints` is what the
console said: errors, broken rules of the content policy, failed requests.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

# The same engine without windows of its own: a third of the work.
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
WHOLE_CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
SHOTS = Path(__file__).resolve().parent.parent / "var" / "shots"
expect.set_options(timeout=60_000)  # what comes, comes at once: this is only when to give up on a busy machine
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def engine() -> Iterator[BrowserType]:
    """Playwright's loop runs in this thread, and Django would take every query for one made inside it."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(engine: BrowserType) -> Iterator[Browser]:
    browser = engine.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(engine: BrowserType) -> Iterator[Browser]:
    """The whole browser, for what its engine alone does not have: telling people on their device."""
    browser = engine.launch(executable_path=WHOLE_CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


def context_of_a_person(
    browser: Browser,
    origin: str,
    *,
    language: str = "ru",
    width: int = 1280,
    theme: str = "light",
    motion: str = "reduce",
    **options: Any,
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=theme,
        reduced_motion=motion,
        locale=language,
        permissions=["camera", "microphone"],
        **options,
    )
    context.add_cookies([{"name": "language", "value": language, "url": origin}])
    return context


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """visit(origin, path, page=None, language="ru", width=1280, theme="light") -> Page."""
    opened: list[BrowserContext] = []

    def go(origin: str, path: str, *, page: Page | None = None, **options: Any) -> Page:
        if page is None:
            opened.append(context_of_a_person(chromium, origin, **options))
            page = opened[-1].new_page()
            listen(page)
        page.goto(origin + path)
        return page

    yield go
    for context in opened:
        context.close()


def listen(page: Page) -> None:
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]  # the page carries what was said on it
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line a place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {place['html'][:160]} {place['target']}" for rule in found for place in rule["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page scrolls sideways; 0 is right."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(width, 0)


SQUEEZED = """() => {
    const hidden = part => part.matches("main") ? false
        : getComputedStyle(part).position === "absolute" || hidden(part.parentElement);
    return [...document.querySelectorAll("main *")].filter(part => {
        const { width, height } = part.getBoundingClientRect();
        const words = part.childElementCount ? "" : part.textContent.trim();
        return words.length > 4 && height > 40 && width < 24 && !hidden(part);
    }).map(part => part.textContent.trim());
}"""


def squeezed(page: Page) -> list[str]:
    """Words that stand letter under letter, for want of room beside something else."""
    found: list[str] = page.evaluate(SQUEEZED)
    return found


def press_to(page: Page, words: str, *, most: int = 80) -> None:
    """Go by Tab alone to the control that says `words` (its visible or spoken name)."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return (e.getAttribute('aria-label') || "
            "(e.labels && e.labels[0]?.innerText) || e.innerText || e.value || '').trim() })()"
        )
        if words.lower() in focused.lower():
            return
    raise AssertionError(f"Tab never came to {words!r}")


def shot(page: Page, name: str) -> Path:
    """Keep what the page looks like under var/shots/."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    return SHOTS / f"{name}.png"
