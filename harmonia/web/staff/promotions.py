"""Prices that fall for everybody between two days: made by the owner with their limits, and stopped. The journal keeps
who did it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia import policy
from harmonia.accounts.states import OWNER
from harmonia.payments import operations, queries
from harmonia.specialists import queries as specialists
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.promos import day_field, midnight
from harmonia.web.staff.registers import PER_PAGE, who

owning = staff_only(OWNER, purpose=policy.REPORTING)


class PromotionForm(forms.Form):
    per_cent = forms.IntegerField(label=gettext_lazy("Per cent off"), min_value=1, max_value=90, required=False)
    off_kzt = forms.IntegerField(
        label=gettext_lazy("Or a sum off, tenge"), min_value=1, max_value=200_000, required=False
    )
    starts_on = day_field(label=gettext_lazy("From which day"))
    ends_on = day_field(label=gettext_lazy("Until which day"), help_text=gettext_lazy("That day counts too."))
    most_uses = forms.IntegerField(
        label=gettext_lazy("How often in all"), min_value=1, max_value=1_000_000, required=False
    )
    specialists = forms.CharField(
        label=gettext_lazy("With whom"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The addresses of their pages, one a line. Empty: with everybody."),
    )  # fmt: skip

    def clean_specialists(self) -> list[UUID]:
        slugs = [line.strip().rstrip("/").rpartition("/")[2] for line in self.cleaned_data["specialists"].split()]
        found = specialists.listed_by_slug(slugs, on=localdate())
        if unknown := [slug for slug in slugs if slug not in found]:
            raise forms.ValidationError(_("Nobody's page has this address: %(slugs)s") % {"slugs": ", ".join(unknown)})
        return [found[slug] for slug in slugs]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or {}
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("This day is before the first one."))
        if not self.errors and (said.get("per_cent") is None) == (said.get("off_kzt") is None):
            self.add_error("per_cent", _("Write a part or a sum, one of the two."))
        return said


@owning
@require_http_methods(["GET", "HEAD", "POST"])
def promotion_list(request: HttpRequest) -> HttpResponse:
    form = PromotionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _make(request, form.cleaned_data)
        messages.success(request, _("Prices fall between those days. Everybody sees the old price beside the new one."))
        return redirect("staff:promotions")
    page = Paginator(queries.promotions(), PER_PAGE).get_page(request.GET.get("page"))
    names = specialists.names_of(pk for each in page for pk in each.specialists)
    rows = [(each, ", ".join(names.get(pk, "—") for pk in each.specialists)) for each in page]
    return render(request, "staff/promotions.html", {"form": form, "page": page, "rows": rows, "at": now()})


def _make(request: HttpRequest, said: dict[str, Any]) -> None:
    operations.make_promotion(
        per_cent=said["per_cent"],
        off_kzt=said["off_kzt"],
        specialists=said["specialists"],
        starts_at=midnight(said["starts_on"]),
        ends_at=midnight(said["ends_on"] + timedelta(days=1)),
        most_uses=said["most_uses"],
        by=who(request),
        at=now(),
    )


@owning
@require_POST
def promotion_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    if not queries.promotions().filter(pk=pk).exists():
        raise Http404
    operations.stop_promotion(promotion_id=pk, by=who(request), at=now())
    messages.success(request, _("Prices are what they were. Who holds a time at the lower price keeps it."))
    return redirect("staff:promotions")
