"""After signing in: what the edition in force asks beyond what was agreed to. No is as easy as yes, and so is later."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia.consent import operations
from harmonia.consent.states import Method
from harmonia.web import documents, onward, renewing
from harmonia.web.access import signed_in
from harmonia.web.agreements import asked_of
from harmonia.web.areas import frame


@signed_in
@require_safe
def renew(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    asked, going = renewing.asked(person), onward.wanted(request)
    if not asked:
        return redirect(going)
    return render(request, "client/renew.html", {"asked": asked, "going": going, **frame(person)})


@signed_in
@require_POST
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """A no to what is new: what was agreed to before stays as it was."""
    person: Any = request.user
    if key not in asked_of(person):
        raise Http404
    try:
        operations.keep(
            person_id=person.pk, agreement=key, language=documents.language(), method=Method.CABINET, at=now()
        )
    except operations.NotAnswerable:
        raise Http404 from None
    messages.success(request, _("Your no is recorded. What you agreed to before stays as it was."))
    return redirect(renewing.first(person, onward.wanted(request)))
