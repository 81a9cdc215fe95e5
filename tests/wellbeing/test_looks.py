"""The pages of questions in a real browser: narrow and wide, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.config.planting.questions import spoken, told
from harmonia.wellbeing.models import Question
from harmonia.wellbeing.operations import answers, questions
from harmonia.wellbeing.operations.questions import Texts
from tests import factories
from tests.payments.test_looks import check, open_as
from tests.wellbeing.asked import answering, asked, editor

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]
DANGER = "Мне так тяжело, что я не хочу больше жить. Как быть дальше?"


@pytest.mark.parametrize("look", LOOKS)
def test_asking_and_reading(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    language, width, theme = look
    elena, boris = editor(), factories.boris()
    specialist = answering(boris)
    for one in told()["answered"][:2]:
        question = asked()
        texts = Texts(topic=one["topic"], title=spoken(one, "title"), text=spoken(one, "text"))
        questions.write(question_id=question.pk, texts=texts, looked=True, by=elena, at=now())
        questions.give(question_id=question.pk, specialist_id=specialist.pk, by=elena, at=now())
        answers.answer(question_id=question.pk, words=spoken(one, "answer"), by=boris, at=now())
        question = questions.publish(question_id=question.pk, by=elena, at=now())
    page = visit(live_server.url, "/questions/", language=language, width=width, theme=theme)
    check(page, "questions-list", look)
    visit(live_server.url, f"/questions/{question.slug}/", page=page)
    check(page, "questions-answer", look)
    visit(live_server.url, "/questions/ask/", page=page)
    check(page, "questions-ask", look)
    page.locator("[name=words]").fill(f"{DANGER} www.example.kz")
    page.locator("main form button").click()
    page.locator(".error-summary").wait_for()
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser complains of the answer 422
    check(page, "questions-refused", look)
    page.locator("[name=words]").fill(DANGER)
    page.locator("main form button").click()
    page.locator("#danger").wait_for()
    page.get_by_role("heading", level=1).wait_for()
    check(page, "questions-danger", look)
    visit(live_server.url, "/questions/asked/", page=page)
    check(page, "questions-asked", look)


@pytest.mark.parametrize("look", LOOKS)
def test_editing_and_answering(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    elena, boris = editor(), factories.boris()
    specialist = answering(boris)
    asked()
    [one] = told()["answered"][:1]
    question = asked(one["words"])
    here = f"/desk/questions/{question.pk}/"
    check(open_as(visit, live_server, elena, "/desk/questions/", look), "questions-queue", look)
    page = open_as(visit, live_server, elena, here, look)
    check(page, "questions-edit", look)
    page.locator("#purpose").select_option("feedback")
    page.locator("form[action$='/open/'] button").click()
    page.get_by_text(one["words"][:40]).wait_for()
    check(page, "questions-opened", look)
    texts = Texts(topic=one["topic"], title=spoken(one, "title"), text=spoken(one, "text"))
    questions.write(question_id=question.pk, texts=texts, looked=True, by=elena, at=now())
    questions.give(question_id=question.pk, specialist_id=specialist.pk, by=elena, at=now())
    check(open_as(visit, live_server, boris, "/practice/questions/", look), "questions-mine", look)
    check(open_as(visit, live_server, boris, f"/practice/questions/{question.pk}/", look), "questions-write", look)
    answers.answer(question_id=question.pk, words=spoken(one, "answer"), by=boris, at=now())
    check(open_as(visit, live_server, elena, here, look), "questions-approve", look)
    questions.publish(question_id=question.pk, by=elena, at=now())
    check(open_as(visit, live_server, elena, here, look), "questions-published", look)
    assert Question.objects.filter(state="published").count() == 1
