"""Codes that take a part off a session: made with their dates and limits, and stopped. The journal keeps who did it."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia import policy
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.payments import operations, queries
from harmonia.payments.rules import credits as rules
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.registers import PER_PAGE, who

offering = staff_only(EDITOR, OWNER, purpose=policy.REPORTING)


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class PromoForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=24, help_text=gettext_lazy("Latin letters and digits, from three on.")
    )
    per_cent = forms.IntegerField(label=gettext_lazy("Per cent off"), min_value=1, max_value=90)
    starts_on = day_field(label=gettext_lazy("From which day"))
    ends_on = day_field(label=gettext_lazy("Until which day"), help_text=gettext_lazy("That day counts too."))
    most_uses = forms.IntegerField(label=gettext_lazy("How often in all"), min_value=1, max_value=1_000_000)

    def clean_code(self) -> str:
        plain = rules.plain_code(self.cleaned_data["code"])
        if not rules.CODE.fullmatch(plain):
            raise forms.ValidationError(_("Latin letters and digits, from three on."))
        return plain

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or {}
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("This day is before the first one."))
        return said


@offering
@require_http_methods(["GET", "HEAD", "POST"])
def promo_list(request: HttpRequest) -> HttpResponse:
    form = PromoForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _made(request, form):
        messages.success(request, _("The code counts between its days."))
        return redirect("staff:promos")
    page = Paginator(queries.promos(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/promos.html", {"form": form, "page": page, "at": now()})


def _made(request: HttpRequest, form: PromoForm) -> bool:
    said = form.cleaned_data
    starts_at, ends_at = midnight(said["starts_on"]), midnight(said["ends_on"] + timedelta(days=1))
    try:
        operations.make_promo(
            code=said["code"], per_cent=said["per_cent"], starts_at=starts_at, ends_at=ends_at,
            most_uses=said["most_uses"], by=who(request), at=now(),
        )  # fmt: skip
    except operations.UsedBefore:
        form.add_error("code", _("There is or was such a code. Think of another."))
        return False
    return True


def midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@offering
@require_POST
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    if not queries.promos().filter(pk=pk).exists():
        raise Http404
    operations.stop_promo(promo_id=pk, by=who(request), at=now())
    messages.success(request, _("The code counts no longer. Who has used it keeps what it took off."))
    return redirect("staff:promos")
