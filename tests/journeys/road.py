"""The main road, step by step, as two people walk it. Each step ends on the page that the next one begins with."""

import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from harmonia.config.demo import PASSWORD
from tests.browser import overflow, violations
from tests.journeys.hands import Hand, Pointer
from tests.service import Service

FRAMES = "() => document.querySelector('[data-room=remote]').getVideoPlaybackQuality().totalVideoFrames"
WAIT = 60_000


@dataclass
class Newcomer:
    """Someone who was never here before. What is said here must be found in clear nowhere afterwards."""

    name: str
    email: str
    phone: str
    age: int = 34
    password: str = "seventeen grey cranes"

    def said(self) -> tuple[str, ...]:
        return (self.name, self.email, self.phone.replace(" ", "")[-10:], self.password)


def somebody_new() -> Newcomer:
    number = secrets.randbelow(10**7)
    return Newcomer(f"Жанар {number}", f"zhanar{number}@example.kz", f"+7747{number:07d}")


@dataclass
class Walk:
    """One person at one browser page; with `looks`, axe looks at every page that is passed."""

    page: Page
    service: Service
    hand: Hand
    looks: bool = False
    found: dict[str, list[str]] = field(default_factory=dict)

    def at(self, path: str = "") -> None:
        """The page of `path` is there; nothing scrolls sideways, axe finds nothing."""
        if path:
            expect(self.page).to_have_url(re.compile(re.escape(self.service.address) + path), timeout=WAIT)
        self.page.wait_for_load_state()
        assert overflow(self.page) == 0, f"{self.page.url} scrolls sideways"
        if self.looks:
            found = violations(self.page)
            if found:
                self.found[re.sub(r"[0-9a-f-]{36}", "ID", self.page.url)] = found

    def link(self, href: str) -> Locator:
        return self.page.locator(f'main a[href^="{href}"]:visible').first

    def button(self, form: str = "main form") -> Locator:
        return self.page.locator(f"{form} button:not([type=button]):visible").last

    def press(self, control: Locator) -> None:
        self.hand.press(control)


def comes_in(walk: Walk, slug: str) -> None:
    """From the front page to a person's profile; whoever wants a time is asked who he is."""
    walk.page.goto(walk.service.address + "/")
    walk.at("/$")
    walk.press(walk.link("/specialists/"))
    walk.at("/specialists/$")
    walk.press(walk.link(f"/specialists/{slug}/"))
    walk.at(f"/specialists/{slug}/")
    walk.press(walk.link(f"/me/book/{slug}/"))
    walk.at("/sign-in/")
    walk.press(walk.link("/register/"))


def registers(walk: Walk, newcomer: Newcomer) -> None:
    """One question a screen, then both addresses are proved by codes."""
    walk.at("/register/")
    answers = ("name", newcomer.name), ("age", newcomer.age), ("email", newcomer.email), ("phone", newcomer.phone)
    for name, answer in (*answers, ("password", newcomer.password)):
        walk.hand.write(walk.page.locator(f"[name={name}]"), str(answer))
        walk.press(walk.page.locator("[data-steps-next]"))
    walk.hand.tick(walk.page.locator("[name=topics][value=sleep]"))
    walk.press(walk.page.locator("[data-steps-next]"))
    for agreement in ("offer", "service", "confidentiality"):
        walk.hand.tick(walk.page.locator(f"[name={agreement}]"))
    walk.at()
    walk.press(walk.page.locator("[data-steps-next]"))
    walk.press(walk.page.locator("[data-steps-send]"))
    walk.at("/verify/")
    walk.hand.write(walk.page.locator("[name=code]"), walk.service.code_in(newcomer.email, kind="email"))
    walk.press(walk.button())
    walk.at("/(me/|verify/phone/)")


def proves_the_phone(walk: Walk, newcomer: Newcomer) -> None:
    if "/verify/phone/" not in walk.page.url:
        walk.press(walk.link("/verify/phone/"))
        walk.at("/verify/phone/")
    if not walk.page.locator("[name=code]").is_visible():
        walk.press(walk.button())
        walk.at("/verify/phone/")
    walk.hand.write(walk.page.locator("[name=code]"), walk.service.code_in(newcomer.phone, kind="sms"))
    walk.press(walk.page.locator("form:has([name=code]) button").first)
    walk.at("/me/")


def books(walk: Walk, slug: str) -> None:
    """The first free time there is; the bank; the confirmation that comes by itself."""
    walk.page.goto(f"{walk.service.address}/me/book/{slug}/")
    walk.at(f"/me/book/{slug}/")
    walk.hand.pick(walk.page.locator("[name=starts_at]").first)
    walk.press(walk.button())
    walk.at("/me/appointments/.*/pay/")
    walk.press(walk.button())
    pays(walk)
    walk.at("/me/appointments/.*/paid/")
    opened = walk.page.locator('#standing a[href^="/me/appointments/"]').first
    opened.wait_for(timeout=WAIT)
    walk.at()
    walk.press(opened)
    walk.at("/me/appointments/[^/]+/$")


def pays(walk: Walk) -> None:
    """On the bank's own page: its card that always succeeds."""
    expect(walk.page).not_to_have_url(re.compile(re.escape(walk.service.address)), timeout=WAIT)
    walk.press(walk.page.locator("button[name=card]").first)
    walk.press(walk.page.locator("a").first) if walk.page.locator("a[href*='/paid/']").count() else None


def enters_the_room(walk: Walk) -> None:
    """Through the informed consent to the door; the camera is allowed by itself here."""
    walk.press(walk.link("/room/"))
    walk.at("/room/.*consent/")
    walk.hand.tick(walk.page.locator("[name=agree]"))
    walk.press(walk.button())
    walk.page.locator("[data-room=door]").wait_for(timeout=WAIT)
    walk.at("/room/[^/]+/$")


def joins(walk: Walk) -> None:
    ask = walk.page.locator("[data-room=askNow]")
    if ask.is_visible():
        walk.press(ask)
    walk.page.wait_for_function("() => globalThis.harmoniaRoom?.call?.connected", timeout=WAIT)
    walk.press(walk.page.locator("[data-room=join]"))


def sees_the_other(walk: Walk, more_than: int = 120) -> None:
    walk.page.wait_for_function(f"least => ({FRAMES})() > least", arg=more_than, timeout=WAIT)
    walk.at()


def leaves(walk: Walk) -> None:
    walk.press(walk.page.locator("[data-room=leave]"))
    walk.press(walk.page.locator("[data-room=leaveNow]"))
    expect(walk.page.locator("[data-room=over]")).to_be_visible()


def signs_in(page: Page, service: Service, email: str, hand: Hand | None = None) -> Walk:
    walk = Walk(page, service, hand or Pointer())
    page.goto(service.address + "/sign-in/")
    walk.hand.write(page.locator("[name=email]"), email)
    walk.hand.write(page.locator("[name=password]"), PASSWORD)
    walk.press(walk.button())
    page.wait_for_url(re.compile("/(me|practice|desk|sign-in/second)/"), timeout=WAIT)
    if page.url.endswith("/sign-in/second/"):
        takes_second_step(walk)
    return walk


def takes_second_step(walk: Walk) -> None:
    """By the code that the demonstration shows; one that somebody has just used is waited out."""
    page = walk.page
    for _ in range(2):
        code = page.locator(".notice strong").inner_text()
        walk.hand.write(page.locator("[name=code]"), code)
        walk.press(walk.button())
        if not page.url.endswith("/sign-in/second/"):
            return
        while page.locator(".notice strong").inner_text() == code:
            page.wait_for_timeout(1000)
            page.goto(page.url)


def keeps_open_hours(specialist: Walk) -> None:
    """In the editor of hours: no notice, a start every ten minutes, all day, in a zone where midnight is not near."""
    page, address = specialist.page, specialist.service.address
    page.goto(f"{address}/practice/plan/rules/")
    almaty = datetime.now(ZoneInfo("Asia/Almaty")).hour
    page.locator("[name=zone]").select_option("Asia/Almaty" if 0 < almaty < 22 else "America/Los_Angeles")
    for name, value in (("notice_minutes", "0"), ("step_minutes", "10"), ("buffer_minutes", "0")):
        control = page.locator(f"[name={name}]")
        control.select_option(value) if control.evaluate("e => e.tagName") == "SELECT" else control.fill(value)
    specialist.press(specialist.button())
    page.goto(f"{address}/practice/plan/")
    for day in range(7):
        page.locator(f"[name='{day}_from_0']").fill("00:00")
        page.locator(f"[name='{day}_to_0']").fill("23:55")
        for extra in ("from", "to"):
            later = page.locator(f"[name='{day}_{extra}_1']")
            if later.count():
                later.fill("")
    specialist.press(specialist.button())
    page.wait_for_load_state()


def the_clock_moves_on(service: Service, appointment: str) -> None:
    """As if the session had begun 75 minutes ago and they had talked for twenty: no test can wait so long.

    Everything written so far is moved into the past together; what comes of it, the service works out by itself.
    """
    service.sql(
        "UPDATE booking_appointment SET starts_at = starts_at - interval '75 minutes', "
        "ends_at = ends_at - interval '75 minutes', "
        "busy = tstzrange(lower(busy) - interval '75 minutes', upper(busy) - interval '75 minutes', '[)') "
        "WHERE id = %s",
        appointment,
    )
    service.sql(
        "UPDATE rooms_attendance SET joined_at = joined_at - interval '80 minutes', "
        "media_up_at = media_up_at - interval '80 minutes', seen_at = seen_at - interval '60 minutes', "
        "left_at = left_at - interval '60 minutes' WHERE room_id = %s",
        appointment,
    )


def until(fact: Any, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.3)
