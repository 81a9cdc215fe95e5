"""A survey by keyboard alone on a telephone, in Russian; and its pages as people see them, axe finding nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.surveys import operations
from harmonia.surveys.models import Participation, Survey
from tests import factories
from tests.browser import press_to
from tests.payments.test_looks import check, open_as
from tests.surveys import scene

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
PHONE = ("ru", 360, "light")
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]


def opened(nurlan: Person, *questions: Any) -> Survey:
    return scene.opened(*questions, by=nurlan.pk, approved_by=scene.saule().pk, at=now())


def test_by_keyboard_on_a_telephone(visit: Callable[..., Page], live_server: Any) -> None:
    opened(scene.nurlan(), scene.EASY, scene.TIMES, scene.TELL)
    page = open_as(visit, live_server, factories.aigerim(), "/me/surveys/", PHONE)
    check(page, "surveys", PHONE)
    press_to(page, "Удобно ли записаться")
    page.keyboard.press("Enter")
    page.wait_for_selector("#agreement")
    check(page, "survey", PHONE)
    press_to(page, "Да, я участвую")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/easy/")
    check(page, "survey-choice", PHONE)
    press_to(page, "Сохранить и дальше")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    check(page, "survey-error", PHONE)
    page.locator("[name=answer]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/times/")
    page.locator("[name=answer]").focus()
    page.keyboard.type("3")
    check(page, "survey-number", PHONE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/tell/")
    page.locator("[name=answer]").focus()
    page.keyboard.type("По вечерам")
    check(page, "survey-words", PHONE)
    press_to(page, "Сохранить и дальше")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    check(page, "survey-check", PHONE)
    press_to(page, "Сдать ответы")
    page.keyboard.press("Enter")
    page.wait_for_selector("#leave")
    check(page, "survey-finished", PHONE)
    assert Participation.objects.get().state == "finished"


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    nurlan, aigerim = scene.nurlan(), factories.aigerim()
    survey = opened(nurlan)
    check(open_as(visit, live_server, aigerim, f"/me/surveys/{survey.pk}/", look), "survey-asked", look)
    scene.agree(aigerim, survey, at=now())
    check(open_as(visit, live_server, aigerim, f"/me/surveys/{survey.pk}/questions/grade/", look), "survey-scale", look)
    draft = operations.revise(survey_id=survey.pk, by=nurlan.pk, at=now())
    for name, path in {
        "surveys": "",
        "survey": f"{survey.pk}/",
        "survey-new": "new/",
        "survey-version": f"versions/{draft.pk}/",
        "survey-question": f"versions/{draft.pk}/new/single/",
    }.items():
        check(open_as(visit, live_server, nurlan, f"/desk/surveys/{path}", look), f"desk-{name}", look)
