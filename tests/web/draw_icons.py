"""Draws the icons of the installed application from the favicon; run it when the favicon changes:

.venv/bin/python -m tests.web.draw_icons
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import CHROMIUM, FLAGS

ICONS = Path(__file__).resolve().parents[2] / "harmonia" / "web" / "static" / "icons"


def drawn(source: str, size: int, *, safe_zone: bool) -> str:
    """A maskable icon fills the square, and keeps what matters inside the middle four fifths."""
    inner = source.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
    if safe_zone:
        inner = inner.replace('rx="8"', 'rx="0"').replace("translate(3.2 3.2) scale(.8)", "translate(6 6) scale(.625)")
    return f'<body style="margin:0;background:transparent">{inner}</body>'


def main() -> None:
    source = (ICONS / "favicon.svg").read_text()
    wanted = (("180", 180, True), ("192", 192, False), ("512", 512, False), ("maskable-512", 512, True))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, size, safe_zone in wanted:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(drawn(source, size, safe_zone=safe_zone))
            page.screenshot(path=ICONS / f"icon-{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
