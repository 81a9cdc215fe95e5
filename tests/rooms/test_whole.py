"""The room whose scripts did not all come: it fetches itself again, some times, and then says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.browser import shot, violations
from tests.rooms.journey import part

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
ONE_OF_THEM = "**/room/quality*.js"  # which the room's own script asks for
AT_MOST = 4  # times that the page is fetched in all
TRIED = "() => sessionStorage.getItem('room fetched again')"


def without(page: Page, times: int) -> list[str]:
    """One script is cut off so many times; gives what was asked for."""
    asked: list[str] = []

    def cut(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= times:
            route.abort("connectionaborted")
        else:
            route.continue_()

    page.route(ONE_OF_THEM, cut)
    return asked


def test_a_room_that_came_in_part_fetches_itself_again(
    come: Callable[..., Page], soon: Appointment, boris: Person
) -> None:
    page = come(boris, soon)
    expect(part(page, "join")).to_be_enabled()
    asked = without(page, 1)
    page.reload(wait_until="commit")
    page.wait_for_function("() => globalThis.harmoniaRoom?.line.ready", timeout=60_000)
    assert len(asked) == 2
    expect(part(page, "late")).to_have_count(0)
    page.wait_for_function(f"() => ({TRIED})() === null")  # the next time it may again


def test_a_room_that_never_comes_whole_says_so_and_stays(
    come: Callable[..., Page], soon: Appointment, boris: Person
) -> None:
    page = come(boris, soon)
    asked = without(page, 10**6)
    page.reload(wait_until="commit")
    expect(part(page, "late")).to_be_visible()
    expect(part(page, "join")).to_be_disabled()
    page.wait_for_timeout(2000)
    assert len(asked) == AT_MOST
    assert violations(page) == []
    shot(page, "room-late")
    page.unroute(ONE_OF_THEM)
    part(page, "late").get_by_role("link").click()
    page.wait_for_function("() => globalThis.harmoniaRoom?.line.ready", timeout=60_000)
    expect(part(page, "late")).to_have_count(0)


def test_where_no_script_came_at_all_the_page_says_so_by_itself(
    come: Callable[..., Page], soon: Appointment, boris: Person
) -> None:
    page = come(boris, soon)
    page.route("**/*.js", lambda route: route.abort("connectionaborted"))
    page.reload(wait_until="commit")
    expect(part(page, "late").get_by_role("link")).to_be_visible()
    expect(part(page, "join")).to_be_hidden()
    page.unroute("**/*.js")
    part(page, "late").get_by_role("link").click()
    expect(part(page, "join")).to_be_enabled()
