"""The sections of the news that a person ticks for himself, beside his consents to marketing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import operations
from harmonia.notices.operations.interests import AGREEMENTS
from harmonia.notices.queries import campaigns as queries
from harmonia.web.access import signed_in
from harmonia.web.forms import declared


def _titles() -> list[tuple[str, str]]:
    spoken = get_language() or "ru"
    return [(key, each.title.in_language(spoken)) for key, each in policy.INTERESTS.items()]


class InterestsForm(forms.Form):
    interests = declared(
        "news_interests",
        forms.MultipleChoiceField,
        label=gettext_lazy("What our news may be about"),
        choices=lazy(_titles, list),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def form_of(person: Any) -> InterestsForm | None:
    """None without a consent to marketing: then there is nothing to choose for."""
    if not any(consents.accepted(person.pk, agreement, at=now()) for agreement in AGREEMENTS):
        return None
    return InterestsForm(initial={"interests": sorted(queries.interests_of(person.pk))})


@signed_in(purpose=policy.ACCESS)
@require_POST
def interests(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = InterestsForm(request.POST)
    try:
        if form.is_valid():
            operations.choose_interests(person_id=person.pk, interests=form.cleaned_data["interests"], at=now())
            messages.success(request, _("Kept. You may change it at any time."))
        else:
            messages.error(request, _("The news have no such section."))
    except consent.ConsentMissing:
        messages.info(request, _("You have not agreed to news and offers, so none are sent."))
    return redirect("client:consents")
