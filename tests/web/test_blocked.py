"""What a blocked person sees, and what others see of him."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.consent.models import Record
from harmonia.privacy.operations import blocking
from harmonia.privacy.states import BlockOrigin
from harmonia.vault import queries
from tests import factories
from tests.architecture.test_audiences import addresses
from tests.booking import scene

AT = factories.NOW
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim(enter: Callable[..., Person]) -> Person:
    return enter("aigerim", language="en")


def block(person: Person, **changes: Any) -> None:
    blocking.block(**{"person_id": person.pk, "request_id": None, "by": person.pk, "at": AT, **changes})


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_in_place_of_his_pages_stands_what_is_stopped(client: Client, aigerim: Person) -> None:
    client.force_login(aigerim)
    assert client.get("/me/").status_code == 200
    block(aigerim)
    answer = client.get("/me/")
    assert answer.status_code == 423
    said = words(answer)
    assert "Your data are blocked" in said
    assert "23 November" in said
    for stopped in policy.STOPPED.values():
        assert stopped.title.en[1:] in said
    assert reverse("public:sos") in answer.content.decode()


def test_the_way_out_is_offered_to_whoever_asked_for_it(client: Client, aigerim: Person) -> None:
    block(aigerim)
    client.force_login(aigerim)
    assert "you can end it" in words(client.get("/me/"))
    assert "somebody else" not in words(client.get("/me/"))


def test_what_an_authority_asked_is_not_his_to_end(client: Client, aigerim: Person) -> None:
    block(aigerim, origin=BlockOrigin.AUTHORITY, by=None)
    client.force_login(aigerim)
    said = words(client.get("/me/"))
    assert "asked for by somebody else" in said
    assert "You asked for it" not in said


def test_it_has_an_address_of_its_own(client: Client, aigerim: Person) -> None:
    client.force_login(aigerim)
    assert "Your data are not blocked" in words(client.get("/me/blocked/"))
    block(aigerim)
    assert client.get("/me/blocked/").status_code == 200


def pages_of(person: Person) -> dict[str, int]:
    """Every page without parameters of a signed-in person -> what it answers him."""
    client = Client()
    client.force_login(person)
    found = {}
    for _, name, view in addresses(get_resolver().url_patterns):
        if getattr(view, "audience", None) in ("client", "signed_in"):
            try:
                path = reverse(name)
            except NoReverseMatch:  # an address with parameters
                continue
            found[name] = client.get(path).status_code
    return found


def test_every_page_but_those_of_his_rights_and_his_way_in_is_closed(aigerim: Person) -> None:
    before = pages_of(aigerim)
    block(aigerim)
    after = pages_of(aigerim)
    closed = {name for name, status in after.items() if status == 423}
    assert {"client:home", "client:appointment_list", "client:notices", "client:payments"} <= closed
    assert closed & {"client:blocked", "client:consents", "client:sign_ins", "client:own_data"} == set()
    assert {name for name in after if name not in closed and after[name] != before[name]} == set()


def test_he_signs_in_and_out(client: Client, aigerim: Person) -> None:
    block(aigerim)
    entered = client.post(
        reverse("public:sign_in"), {"email": "aigerim@example.kz", "password": "a-quiet-long-password"}
    )
    assert entered.status_code == 302
    assert client.get("/me/").status_code == 423
    assert client.post(reverse("public:sign_out")).status_code == 302


def test_he_may_take_an_agreement_back_but_gives_none(client: Client, aigerim: Person) -> None:
    block(aigerim)
    client.force_login(aigerim)
    assert client.post("/me/agreements/research/give/", {"agree": "on"}).status_code == 423
    client.post("/me/agreements/service/withdraw/", {"sure": "on"})
    latest = Record.objects.filter(subject_id=aigerim.pk).latest("number")
    assert (latest.agreement, latest.event) == ("service", "withdrawn")


def test_he_changes_nothing(client: Client, aigerim: Person) -> None:
    block(aigerim)
    client.force_login(aigerim)
    answer = client.post("/me/data/change/preferences/", {"language": "kk", "time_zone": "Asia/Almaty"})
    assert answer.status_code == 423
    assert Person.objects.get(pk=aigerim.pk).language == "en"


def test_his_specialist_sees_no_name_and_no_broken_page(
    client: Client, aigerim: Person, enter: Callable[..., Person]
) -> None:
    boris = enter("boris", role=states.SPECIALIST, language="en")
    appointment = scene.book(aigerim, scene.practice_of(boris))
    client.force_login(boris)
    page = f"/practice/appointments/{appointment.pk}/"
    assert "Aigerim" in words(client.get(page))
    block(aigerim)
    for address in (page, "/practice/", "/practice/appointments/"):
        answer = client.get(address)
        assert answer.status_code in (200, 404)
        assert "Aigerim" not in words(answer)


def test_what_another_may_not_change_is_explained_to_him(
    client: Client, aigerim: Person, enter: Callable[..., Person]
) -> None:
    boris = enter("boris", role=states.SPECIALIST, language="en")
    appointment = scene.book(aigerim, scene.practice_of(boris), starts_at=scene.WEDNESDAY_TEN)
    block(aigerim)
    client.force_login(boris)
    answer = client.post(f"/practice/appointments/{appointment.pk}/cancel/", {"sure": "on"})
    if answer.status_code != 404:
        assert answer.status_code == 423
        assert "Aigerim" not in words(answer)
        assert "stopped for a time" in words(answer)


def test_a_blocked_specialist_is_not_in_the_directory(client: Client, enter: Callable[..., Person]) -> None:
    boris = enter("boris", role=states.SPECIALIST)
    specialist = scene.practice_of(boris)
    listed = reverse("public:specialist", args=[specialist.slug])
    assert client.get(listed).status_code == 200
    block(boris)
    assert client.get(listed).status_code == 404
    assert queries.blocked(boris.pk)
