"""The room as it looks and reads: a phone and a desk, light and dark, three languages, a screen reader, no scripts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, Route, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.specialists.models import Specialist
from tests.browser import overflow, shot, violations
from tests.rooms import scene
from tests.rooms.journey import connected, join_both, part, safety_words

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]

LATE = "**/room/waiting*.js"  # what the room's script needs, and comes last


def sound(page: Page) -> None:
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.complaints == []  # type: ignore[attr-defined]  what the console said


def speaking(person: Person, language: str) -> Person:
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language
    return person


def test_the_room_fits_a_phone_and_a_desk(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there = come(boris, soon, width=1280, theme="dark")
    here = come(speaking(aigerim, "kk"), soon, width=360, language="kk")
    connected(here)
    for page, name in ((here, "kk-360"), (there, "ru-1280-dark")):
        sound(page)
        shot(page, f"room-door-{name}")
    join_both(here, there)
    part(here, "chatToggle").click()
    for page, name in ((here, "kk-360"), (there, "ru-1280-dark")):
        sound(page)
        shot(page, f"room-call-{name}")


@pytest.mark.parametrize(("phone", "desk"), [(("kk", "dark"), ("ru", "light")), (("ru", "light"), ("kk", "dark"))])
def test_what_one_opens_in_the_call_fits_too(
    phone: tuple[str, str],
    desk: tuple[str, str],
    come: Callable[..., Page],
    soon: Appointment,
    aigerim: Person,
    boris: Person,
) -> None:
    there = come(speaking(boris, desk[0]), soon, width=1280, language=desk[0], theme=desk[1])
    here = come(speaking(aigerim, phone[0]), soon, width=360, language=phone[0], theme=phone[1])
    join_both(here, there)
    for page in (here, there):
        safety_words(page)
    for page, other, name in ((here, there, "-".join(("360", *phone))), (there, here, "-".join(("1280", *desk)))):
        seen = partial(_seen, page, name)
        part(page, "safety").locator("summary").first.click()
        seen("words")
        part(page, "safety").locator("summary").last.click()
        seen("words-proof")
        part(page, "safety").locator("summary").first.click()
        part(page, "more").click()
        part(page, "inset").evaluate("(button) => (button.hidden = false)")  # this engine has no windows of its own
        seen("settings")
        part(page, "keys").click()
        seen("keys")
        page.keyboard.press("Escape")
        _write(page, other)
        seen("captions")
        _seen(other, name, "captions-read")
        page.keyboard.press("Escape")
        part(page, "chatToggle").click()
        for line in LINES:
            part(page, "chatInput").fill(line)
            page.keyboard.press("Enter")
        seen("chat")
        part(page, "chatToggle").click()
        part(page, "leave").click()
        seen("leave")
        page.keyboard.press("Escape")


LINES = ["https://example.kz/" + "a" * 80, "Сәлеметсіз бе! " * 6, "Да."]


def _seen(page: Page, name: str, what: str) -> None:
    sound(page)
    shot(page, f"room-{what}-{name}")


def _write(page: Page, other: Page) -> None:
    """Two lines that are finished, and one under way."""
    part(page, "more").click()
    part(page, "captionToggle").click()
    for line in ("Мен қазір даусыз отырмын, сондықтан жазамын: бұл жол бір қатарға сыймайды.", "Так слышно?"):
        part(page, "captionInput").fill(line)
        page.keyboard.press("Enter")
    part(page, "captionInput").type("и ещё одна")
    expect(part(other, "captionDraft")).to_have_text("и ещё одна")


@pytest.mark.parametrize(("language", "width", "theme"), [("kk", 360, "dark"), ("ru", 1280, "light")])
def test_the_pages_around_it(
    language: str,
    width: int,
    theme: str,
    come: Callable[..., Page],
    aigerim: Person,
    boris: Person,
    practice: Specialist,
) -> None:
    looks = {"width": width, "theme": theme, "language": language}
    first = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    later = scene.session(aigerim, practice, now() + timedelta(hours=5))
    client, specialist = speaking(aigerim, language), speaking(boris, language)
    consent = come(client, first, **looks)
    sound(consent)
    shot(consent, f"room-consent-{language}-{width}-{theme}")
    consent.locator("form button").click()
    expect(consent.locator(".field-error")).to_be_visible()
    assert violations(consent) == []
    uninformed = come(specialist, first, **looks)
    assert (violations(uninformed), overflow(uninformed)) == ([], 0)
    shot(uninformed, f"room-uninformed-{language}-{width}-{theme}")
    consent.locator("[name=agree]").check()
    consent.locator("form button").click()
    connected_page = consent.locator("[data-room=door]")
    expect(connected_page).to_be_visible()
    for appointment, path, name in ((later, "", "early"), (first, "after/", "after")):
        page = come(client, appointment, path=path, **looks)
        sound(page)
        shot(page, f"room-{name}-{language}-{width}-{theme}")


def test_a_press_before_the_script_has_come_is_not_lost(
    come: Callable[..., Page], soon: Appointment, aigerim: Person
) -> None:
    page = come(aigerim, soon)
    held: list[Route] = []
    page.route(LATE, lambda route: held.append(route))
    with page.expect_request(LATE):
        page.reload(wait_until="commit")
    for name in ("join", "joinByVoice", "joinByText"):
        expect(part(page, name)).to_be_disabled()
    held[0].continue_()
    part(page, "join").click()
    expect(part(page, "call")).to_be_visible()


def test_without_scripts_the_page_explains_itself(
    come: Callable[..., Page], soon: Appointment, aigerim: Person
) -> None:
    page = come(aigerim, soon, width=360, java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_contain_text("JavaScript")
    expect(part(page, "door")).to_be_hidden()
