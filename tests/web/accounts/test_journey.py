"""Coming in as a person does it: on a phone, in Russian, with scripts and without; axe finds nothing to mend."""

import pytest
from django.utils.timezone import now

from harmonia.accounts import operations
from harmonia.accounts.models import Code, Person
from harmonia.accounts.states import CodeKind
from tests import factories
from tests.browser import overflow, shot, violations
from tests.factories import PASSWORD

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


def the_code(kind: CodeKind) -> str:
    code = Code.objects.get(kind=kind, ended_at=None)
    return operations.draw(code_id=code.pk, at=now()).secret


def answer(page, name: str, words: str) -> None:
    page.fill(f"[name={name}]", words)


def next_question(page) -> None:
    page.click("[data-steps-next]")


def is_calm(page) -> None:
    assert violations(page) == []
    assert overflow(page) == 0


def test_registering_on_a_phone_one_question_a_screen(visit, live_server):
    page = visit(live_server.url, "/register/", width=360)
    assert page.locator("[data-step]:visible").count() == 1
    next_question(page)
    assert page.locator(".field-error:visible").count() == 1
    is_calm(page)
    shot(page, "register-360-ru-1")
    for name, words in (
        ("name", "Айгерим"),
        ("age", "31"),
        ("email", "aigerim@example.kz"),
        ("phone", "87010000001"),
        ("password", PASSWORD),
    ):
        answer(page, name, words)
        page.keyboard.press("Enter")
        is_calm(page)
    page.check("[name=topics][value=anxiety]")
    shot(page, "register-360-ru-topics")
    page.go_back()
    assert page.input_value("[name=password]") == PASSWORD
    next_question(page)
    assert page.is_checked("[name=topics][value=anxiety]")
    next_question(page)
    for key in ("offer", "service", "confidentiality"):
        page.check(f"[name={key}]")
    page.locator("details.consent-terms summary").nth(1).click()
    is_calm(page)
    shot(page, "register-360-ru-required")
    next_question(page)
    is_calm(page)
    assert [page.is_checked(f"[name={key}]") for key in ("marketing_email", "marketing_sms", "research")] == [False] * 3
    shot(page, "register-360-ru-offered")
    page.click("[data-steps-send]")
    page.wait_for_url("**/verify/")
    is_calm(page)
    shot(page, "verify-360-ru")
    answer(page, "code", the_code(CodeKind.EMAIL))
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify/phone/")
    is_calm(page)
    page.click("main form .button >> nth=0")
    page.wait_for_selector("[name=code]")
    is_calm(page)
    shot(page, "verify-phone-360-ru")
    answer(page, "code", the_code(CodeKind.PHONE))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    is_calm(page)
    shot(page, "home-360-ru")
    assert page.complaints == []
    assert Person.objects.get().phone_verified_at


def test_without_scripts_the_same_form_is_one_page(chromium, live_server):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    context.add_cookies([{"name": "language", "value": "ru", "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/register/")
    for name, words in (("name", "Тополь"), ("age", "40"), ("email", "t@example.kz"), ("phone", "+77010000009")):
        answer(page, name, words)
    answer(page, "password", PASSWORD)
    page.click("[data-steps-send]")
    assert page.locator(".error-summary").count() == 1
    assert page.locator("#id_offer_error").count() == 1
    shot(page, "register-360-ru-no-scripts")
    assert not Person.objects.exists()
    answer(page, "password", PASSWORD)
    for key in ("offer", "service", "confidentiality"):
        page.check(f"[name={key}]")
    page.click("[data-steps-send]")
    assert page.url.endswith("/verify/")
    answer(page, "code", the_code(CodeKind.EMAIL))
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify/phone/")
    page.click("text=Позже")
    assert page.url.endswith("/me/")
    context.close()


def test_whoever_is_too_young_is_asked_nothing_more(visit, live_server):
    page = visit(live_server.url, "/register/", width=360)
    answer(page, "name", "Али")
    next_question(page)
    answer(page, "age", "15")
    next_question(page)
    page.wait_for_url("**/register/too-young/")
    assert page.locator("a[href='tel:150']").count() >= 1
    is_calm(page)
    shot(page, "too-young-360-ru")


def test_a_forgotten_password(visit, live_server):
    factories.aigerim(at=now())
    page = visit(live_server.url, "/recover/", width=360)
    is_calm(page)
    answer(page, "email", "aigerim@example.kz")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recovery-letter/")
    is_calm(page)
    page.goto(f"{live_server.url}/recover/{the_code(CodeKind.RECOVERY)}/")
    page.wait_for_url("**/new-password/")
    is_calm(page)
    answer(page, "password", "nine other poplars")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/")
    is_calm(page)
    answer(page, "email", "aigerim@example.kz")
    answer(page, "password", "nine other poplars")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    assert page.complaints == []


@pytest.mark.parametrize(("language", "theme", "width"), [("kk", "dark", 360), ("ru", "light", 1280)])
def test_own_pages_are_calm_everywhere(visit, live_server, language, theme, width):
    factories.aigerim(language=language, at=now())
    page = visit(live_server.url, "/sign-in/", language=language, theme=theme, width=width)
    is_calm(page)
    shot(page, f"sign-in-{width}-{language}-{theme}")
    answer(page, "email", "aigerim@example.kz")
    answer(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    for path, name in (
        ("/me/", "home"),
        ("/me/data/", "own-data"),
        ("/me/data/change/topics/", "change-topics"),
        ("/me/data/change/preferences/", "change-preferences"),
        ("/me/agreements/", "agreements"),
        ("/me/agreements/service/", "agreement"),
        ("/me/sign-ins/", "sign-ins"),
        ("/me/data/seen/?own=shown", "seen"),
    ):
        visit(live_server.url, path, page=page)
        is_calm(page)
        shot(page, f"{name}-{width}-{language}-{theme}")
    page.goto(live_server.url + "/me/agreements/offer/")
    page.click(".timeline a >> nth=0")
    is_calm(page)
    shot(page, f"record-{width}-{language}-{theme}")
    assert page.complaints == []
