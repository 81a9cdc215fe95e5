"""From the front page to the counted session, in two real browsers, in Russian, at 360 px; once with a pointer and once
by keyboard alone, with axe looking at every page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import road
from tests.journeys.hands import Keyboard, Pointer
from tests.journeys.traces import traces
from tests.service import Service

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("service")]

WAYS = {"by pointer": Pointer(), "by keyboard": Keyboard()}


@pytest.mark.parametrize("way", WAYS)
def test_from_the_front_page_to_the_counted_session(way: str, service: Service, visit: Callable[..., Page]) -> None:
    hand, slug, newcomer = WAYS[way], free_now(service), road.somebody_new()
    specialist = road.signs_in(visit(service.address, "/", width=360), service, f"{slug.replace('-', '.')}@example.kz")
    road.keeps_open_hours(specialist)
    client = road.Walk(visit(service.address, "/", width=360), service, hand, looks=isinstance(hand, Keyboard))

    road.comes_in(client, slug)
    road.registers(client, newcomer)
    road.books(client, slug)
    room = re.findall(r"[0-9a-f-]{36}", client.page.url)[0]
    road.enters_the_room(client)

    stranger_is_refused(service, visit, room)
    specialist.looks = client.looks
    specialist.hand = hand
    specialist.page.goto(f"{service.address}/practice/appointments/{room}/")
    specialist.at(f"/practice/appointments/{room}/")
    specialist.press(specialist.link("/room/"))
    road.joins(specialist)
    road.joins(client)
    for side in (client, specialist):
        road.sees_the_other(side)
    road.leaves(client)
    road.leaves(specialist)
    road.until(lambda: both_report_media(service, room))

    road.the_clock_moves_on(service, room)
    road.until(lambda: state_of(service, room) == "completed")
    client.page.goto(f"{service.address}/me/")
    client.at("/me/")
    expect(client.page.locator("main")).to_contain_text("1 сессия")
    assert client.found | specialist.found == {}
    for side in (client, specialist):
        assert side.page.complaints == []  # type: ignore[attr-defined]  what the console said
    nothing_stands_in_clear(service, newcomer)


def nothing_stands_in_clear(service: Service, newcomer: road.Newcomer) -> None:
    """Not one thing that she said about herself; a word that is no secret is found, so the search does search."""
    assert traces(service, newcomer.said()) == []
    public = free_now(service)
    assert ("DATABASE_OWNER_URL", public) in traces(service, (public,))


def free_now(service: Service) -> str:
    """A specialist whom nobody has booked around this hour."""
    [(slug,)] = service.sql(
        "SELECT slug FROM specialists_specialist s WHERE slug NOT LIKE 'boris%%' AND NOT EXISTS ("
        "SELECT FROM booking_appointment a WHERE a.specialist_id = s.id AND a.ends_at > now() - interval '2 hours' "
        "AND a.starts_at < now() + interval '2 hours') ORDER BY slug LIMIT 1"
    )
    return str(slug)


def stranger_is_refused(service: Service, visit: Callable[..., Page], room: str) -> None:
    """For another client the room is a page that does not exist, byte for byte but for the one-time values."""
    stranger = road.signs_in(visit(service.address, "/", width=360), service, "timur@example.kz").page
    answers = [stranger.request.get(f"{service.address}/room/{one}/") for one in (room, MISSING)]
    assert [answer.status for answer in answers] == [404, 404]
    bodies = [re.sub(r'(nonce|value)="[^"]+"', "", answer.text()) for answer in answers]
    assert bodies[0].replace(room, "ID") == bodies[1].replace(MISSING, "ID")


MISSING = "00000000-0000-4000-8000-000000000000"


def both_report_media(service: Service, room: str) -> bool:
    """Both sides said so, and by their counters somebody was heard."""
    rows = service.sql(
        "SELECT role FROM rooms_attendance WHERE room_id = %s AND media_up_at IS NOT NULL AND bytes_received > 10000",
        room,
    )
    return {row[0] for row in rows} == {"client", "specialist"}


def state_of(service: Service, appointment: str) -> object:
    return service.sql("SELECT state FROM booking_appointment WHERE id = %s", appointment)[0][0]
