"""Each audience lets in its own and shows everyone else the page of a missing address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.vault.reading import PurposeMissing
from harmonia.web import access

AUDIENCES = {
    "signed_in": access.signed_in,
    "client": access.client_only,
    "specialist": access.specialist_only,
    "staff": access.staff_only,
    "support": access.staff_only(states.SUPPORT),
}
MAY = {
    states.CLIENT: {"signed_in", "client"},
    states.SPECIALIST: {"signed_in", "specialist"},
    states.SUPPORT: {"signed_in", "staff", "support"},
    states.VERIFIER: {"signed_in", "staff"},
    states.OWNER: {"signed_in", "staff"},
}


def knock(view: Callable[..., HttpResponse], person: Any) -> int:
    request = RequestFactory().get("/")
    request.user = person
    try:
        return view(request).status_code
    except Http404:
        return 404


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("role", MAY)
def test_each_role_enters_its_own(enter: Callable[..., Person], role: str) -> None:
    person = enter("someone", role=role)
    entered = {name for name, audience in AUDIENCES.items() if knock(audience(page), person) == 200}
    assert entered == MAY[role]


@pytest.mark.parametrize("name", AUDIENCES)
def test_a_visitor_enters_nowhere(name: str) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert knock(AUDIENCES[name](page), AnonymousUser()) == 404


@pytest.mark.django_db(databases=["default", "keys"])
def test_data_opens_for_the_purpose_of_the_page_and_for_no_visitor(enter: Callable[..., Person]) -> None:
    pk = enter("aigerim").pk

    def own_name(request: HttpRequest) -> HttpResponse:
        return HttpResponse(Person.objects.get(pk=request.user.pk).name)

    request = RequestFactory().get("/")
    request.user = Person.objects.get(pk=pk)
    assert access.client_only(own_name)(request).content == b"Aigerim"
    assert access.client_only(purpose=policy.RIGHTS)(own_name)(request).content == b"Aigerim"
    with pytest.raises(PurposeMissing):
        access.visitor(own_name)(request)


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_service_needs_its_agreement_and_a_verified_address(enter: Callable[..., Person]) -> None:
    request = RequestFactory().get("/")
    request.user = person = enter("aigerim")
    guarded = access.client_only(access.with_service_consent(page))
    assert guarded(request).status_code == 200
    person.email_verified_at = None
    with pytest.raises(access.EmailUnverified):
        guarded(request)
    person.email_verified_at = timezone.now()
    consent.withdraw(person_id=person.pk, agreement="service", language="ru", method="cabinet", at=timezone.now())
    with pytest.raises(access.ServiceConsentNeeded):
        guarded(request)


def test_every_view_says_whom_it_is_for() -> None:
    assert [audience(page).audience for audience in (access.visitor, *AUDIENCES.values())] == [
        "visitor", "signed_in", "client", "specialist", "staff", "staff",
    ]  # fmt: skip
