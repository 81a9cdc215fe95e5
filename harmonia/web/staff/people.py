"""A person as staff see him: by default nothing of what he is called or where he is reached. Each thing is opened by
itself, for a purpose that the register gives to the role, and he sees who opened it (1, 3.5; row 75).
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, SUPPORT
from harmonia.privacy.rules import registers as rules
from harmonia.vault import queries as blocks
from harmonia.vault import reading
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.staff.registers import who

SHOWN = {"name": "client_name", "email": "client_email", "phone": "client_phone"}
seers = staff_only(SUPPORT, PRIVACY_OFFICER, OWNER)


class FindForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("E-mail of the person"), max_length=254)


@seers
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By the whole address only: nobody browses people."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = people.by_email(form.cleaned_data["address"])
        if person is not None:
            return redirect("staff:person", pk=person.pk)
        form.add_error("address", _("Nobody has this address with us."))
    return render(request, "staff/find.html", {"form": form})


@seers
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "staff/person.html", _context(request, pk))


def _context(request: HttpRequest, pk: UUID, opened: dict[str, str] | None = None) -> dict[str, Any]:
    try:
        found = people.person(pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    seer: Any = request.user
    spoken = documents.language()
    fields = [
        {
            "name": name,
            "title": policy.CATEGORIES[category].title.in_language(spoken),
            "value": (opened or {}).get(name),
            "purposes": [
                (key, policy.PURPOSES[key].title.in_language(spoken)) for key in rules.may_open(seer.roles, category)
            ],
        }
        for name, category in SHOWN.items()
    ]
    blocked_since = blocks.blocked_since(found.pk)
    return {"found": found, "fields": fields, "roles": sorted(found.roles), "blocked_since": blocked_since}


@seers
@require_POST
@freshly_confirmed
def reveal(request: HttpRequest, pk: UUID, field: str) -> HttpResponse:
    """Open one thing for one named purpose; it is shown once, on this answer only."""
    purpose = request.POST.get("purpose", "")
    context = _context(request, pk)
    named = next((each for each in context["fields"] if each["name"] == field), None)
    if named is None:
        raise Http404
    if purpose not in dict(named["purposes"]):
        messages.error(request, _("Say what you need it for."))
        return redirect("staff:person", pk=pk)
    with reading.reading(purpose, actor=who(request)):
        value = str(getattr(context["found"], field))
    return render(request, "staff/person.html", _context(request, pk, {field: value}))
