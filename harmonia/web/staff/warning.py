"""The warning of liability, signed before anything else is opened, and again every year (3.5; 94-V art. 25(3))."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from harmonia.accounts.rules.agreements import OF_STAFF
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.web import documents, keeping
from harmonia.web.access import freshly_confirmed, staff_unwarned


@staff_unwarned
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_confirmed
def warning(request: HttpRequest) -> HttpResponse:
    """Read it, then sign it: the signature is a fresh proof of who sits here, and the answer is recorded as any."""
    person: Any = request.user
    kept = keeping.of(request)
    if keeping.answers(request) is not None:
        for key in OF_STAFF:
            consent.grant(
                person_id=person.pk,
                agreement=key,
                language=documents.language(),
                method=Method.CABINET,
                name=person.name,
                at=now(),
            )
        return keeping.go_on(request, kept)
    pages = [documents.page(key, None) for key in OF_STAFF]
    context = {"pages": pages, "next": keeping.wanted(request), "kept": keeping.packed(kept)}
    return render(request, "staff/warning.html", context)
