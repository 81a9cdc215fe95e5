"""The editors' desk of articles in a real browser: narrow and wide, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.config.planting import readings
from harmonia.wellbeing.operations import articles
from tests.payments.test_looks import check, open_as
from tests.wellbeing.asked import editor
from tests.wellbeing.written import NOTHING, draft, proposed, published, written

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light"), ("ru", 360, "light"), ("kk", 1280, "dark")]


@pytest.mark.parametrize("look", LOOKS)
def test_writing_and_approving(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    elena, marat = editor(), editor("Marat", 42)
    first, second, third = readings.drafts()[:3]
    waits, read = proposed(elena, first), published(elena, marat, second)
    begun = written(elena, draft("", third.topic, title=third.title, summary=NOTHING, body=NOTHING))
    desk = "/desk/articles/"
    page = open_as(visit, live_server, elena, desk, look)
    check(page, "articles-list", look)

    def see(name: str, path: str) -> None:
        visit(live_server.url, path, page=page)
        check(page, f"articles-{name}", look)

    see("list-empty", f"{desk}?state=withdrawn")
    see("new", f"{desk}new/")
    see("draft", f"{desk}{begun.pk}/")
    page.locator("[name=title_ru]").evaluate("field => field.closest('details').open = true")
    page.locator("[name=title_ru]").fill("Набрано и ещё не сохранено")
    articles.write(article_id=begun.pk, draft=third, version=1, by=marat, at=now())
    page.locator("form[action$='/write/'] button").click()
    page.locator("form[action$='/write/']").wait_for()
    page.get_by_role("alert").first.wait_for()
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser complains of the answer 409
    check(page, "articles-newer", look)
    see("whole", f"{desk}{begun.pk}/")
    see("own", f"{desk}{waits.pk}/")
    see("read", f"{desk}{read.pk}/")
    see("preview", f"{desk}{waits.pk}/preview/{look[0]}/")
    articles.revise(article_id=read.pk, by=elena, at=now())
    see("being-changed", f"{desk}{read.pk}/")
    page = open_as(visit, live_server, marat, f"{desk}{waits.pk}/", look)
    check(page, "articles-approve", look)


def test_all_of_it_by_keyboard(visit: Callable[..., Page], live_server: Any) -> None:
    """Marat opens the queue, reads what waits, and approves it without a mouse."""
    article = proposed(editor(), readings.drafts()[0])
    page = open_as(visit, live_server, editor("Marat", 42), "/desk/articles/", ("ru", 1280, "light"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/articles/{article.pk}/")
    button = page.locator("form[action$='/approve/'] button")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.locator("form[action$='/withdraw/'] button").wait_for()
    article.refresh_from_db()
    assert article.state == "published"
