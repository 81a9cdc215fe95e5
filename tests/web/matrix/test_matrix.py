"""URL × method × role × object, over everything that exists: the right one comes in, all others find nothing there.

Another's thing answers as a missing one, byte for byte; so does a page for somebody else. A visitor is sent to sign in,
whatever the address names. Staff and specialists without a second step are sent to set it up.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from harmonia.web import access
from tests.web.matrix import cells, world
from tests.web.matrix.cells import Address

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
METHODS = ("get", "post", "delete")
IN = frozenset({200, 302, 400, 403, 405, 409, 422, 423, 503})
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"')


def everything() -> list[Address]:
    return list(cells.addresses(get_resolver().url_patterns))


def ask(client: Client, method: str, path: str) -> HttpResponse:
    """One request whose effects are undone, the cookies included."""
    cookies = client.cookies.copy()
    before = {database: transaction.savepoint(using=database) for database in ("default", "keys")}
    try:
        answer: HttpResponse = getattr(client, method)(path)
        return answer
    finally:
        for database, point in before.items():
            transaction.savepoint_rollback(point, using=database)
        client.cookies = cookies


def said(answer: HttpResponse, path: str) -> tuple[int, bytes, str]:
    """What a page says, without what differs from one request to the next, and without its own address."""
    body = CHANGING.sub(b"", answer.content).replace(path.encode(), b"PATH")
    return answer.status_code, body, answer.headers.get("Location", "").replace(path, "PATH")


def paths(found: world.World, address: Address, name: str) -> Iterator[tuple[str, str]]:
    """(whose, path): own, other's, missing; of the house, missing; or the one there is."""
    kind = address.kind
    if not address.parts or kind is None:
        yield "plain", reverse(address.name, kwargs=cells.WORDS.get(address.name))
        return
    numbered = "number" in address.parts
    things: dict[str, world.Key | None] = {"missing": world.NO_NUMBER if numbered else world.MISSING}
    if kind in cells.OWNED:
        things |= {"own": found.own(kind, name), "other's": found.others(kind, name)}
    else:
        things |= {"of the house": found.of_the_house[kind]}
    for whose, pk in things.items():
        if pk is not None:
            yield whose, reverse(address.name, kwargs=world.part(address, pk))


def wrong(found: world.World, name: str, addresses: list[Address]) -> list[str]:
    """Every cell of this person that is not as it should be."""
    nowhere = {method: heard(found, name, method, "/nowhere/at/all/") for method in METHODS}
    faults = []
    for address in addresses:
        for method in methods(found, address, name):
            missing = nowhere[method]
            for whose, path in paths(found, address, name):
                answer = heard(found, name, method, path)
                if not fits(found, address, name, whose, answer, nowhere[method], missing):
                    faults.append(f"{method} {address.name} ({whose}) as {name}: {answer[0]} {answer[2]}")
                missing = answer if whose == "missing" else missing
    return faults


def methods(found: world.World, address: Address, name: str) -> tuple[str, ...]:
    """Whoever is not let in at all need not try everything; what nobody declared is said by its own test."""
    if cells.undeclared([address]):
        return ()
    let_in = name in found.people and cells.admits(address, found.people[name].roles)
    return METHODS if let_in else ("get", "post")


Answer = tuple[int, bytes, str]


def heard(found: world.World, name: str, method: str, path: str) -> Answer:
    return said(ask(found.clients[name], method, path), path)


def fits(
    found: world.World, address: Address, name: str, whose: str, answer: Answer, nowhere: Answer, missing: Answer
) -> bool:
    """`missing`: what was said of a thing that does not exist, once it was asked for; so another's says the same."""
    status, _, location = answer
    if name in ("visitor", "erased"):
        return status == 302 and location.startswith("/sign-in/")
    if not cells.admits(address, found.people[name].roles):
        return answer == nowhere
    if name in ("unsecured", "unsecured_specialist") and address.audience in ("staff", "specialist"):
        return status == 302 and location.startswith("/me/security/")
    if cells.other_side(address, found.people[name].roles):
        return status in (302, 405, 423) or answer in (nowhere, missing)
    if whose == "other's":
        return answer == missing
    if whose == "missing":
        return status in (302, 403, 405, 423) or answer == nowhere
    nothing_left = address.name in cells.WORDS or address.name in cells.NOTHING_LEFT
    return status in IN or (nothing_left and status == 404)


@pytest.fixture
def found() -> world.World:
    return world.build()


def test_every_address_that_names_something_says_what() -> None:
    assert cells.undeclared(everything()) == []
    assert cells.gone(everything()) == set()


def test_an_address_that_nobody_declared_is_found() -> None:
    (some,) = (each for each in everything() if each.name == "client:appointment")
    assert cells.undeclared([Address("client:rumour", some.view, some.pattern, frozenset({"pk"}))]) == ["client:rumour"]


@pytest.mark.parametrize("name", world.EVERYBODY)
def test_everyone_finds_his_own_and_nothing_else(found: world.World, name: str) -> None:
    assert wrong(found, name, everything()) == []


@pytest.mark.parametrize(("name", "who"), [("staff:breaches", "zoe"), ("client:appointment_list", "boris")])
def test_a_decorator_taken_away_is_found(
    found: world.World, name: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (address,) = (each for each in everything() if each.name == name)
    bare = address.view.__wrapped__
    loose = access._guarded(bare, audience=address.audience, roles=(), purpose="rights", unwarned=True)
    loose.roles = address.view.roles  # type: ignore[attr-defined]  it still says whom it is for, and asks nobody
    monkeypatch.setattr(address.pattern, "callback", loose)
    assert wrong(found, who, [Address(name, loose, address.pattern, address.parts)]) != []


def test_a_look_up_past_the_person_is_found(found: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects are fetched through the person; a page that forgets it shows another's."""
    from harmonia.booking.models import Appointment

    (page,) = (each for each in everything() if each.name == "client:appointment")
    assert wrong(found, "zoe", [page]) == []
    monkeypatch.setattr("harmonia.booking.queries.appointments_as_client", lambda person: Appointment.objects.all())
    assert wrong(found, "zoe", [page]) != []
