"""Appointments as staff see them: states, times, numbers; nobody's name but the specialist's public one."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harmonia.accounts.states import OWNER, SUPPORT
from harmonia.booking import queries
from harmonia.booking.states import AppointmentState
from harmonia.payments import queries as payments
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator

PER_PAGE = 25
STATES = {
    AppointmentState.HELD: _("waiting for payment"),
    AppointmentState.BOOKED: _("booked"),
    AppointmentState.EXPIRED: _("not paid in time"),
    AppointmentState.CANCELLED: _("cancelled"),
    AppointmentState.COMPLETED: _("took place"),
    AppointmentState.NO_SHOW_CLIENT: _("the client did not come"),
    AppointmentState.NO_SHOW_SPECIALIST: _("the specialist did not come"),
    AppointmentState.FAILED: _("broke off by our fault"),
}
BADGES = {
    AppointmentState.HELD: "badge-waiting",
    AppointmentState.BOOKED: "badge-accent",
    AppointmentState.COMPLETED: "badge-good",
    AppointmentState.NO_SHOW_SPECIALIST: "badge-bad",
    AppointmentState.FAILED: "badge-bad",
}


class Filter(forms.Form):
    """What of the list is shown; nothing about a client can be asked. What is not understood is left out."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *STATES.items()], required=False)
    specialist = forms.CharField(label=_("Specialist"), max_length=100, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        found = self.cleaned_data
        chosen = {"state": found.get("state") or "", "specialist": (found.get("specialist") or "").strip()}
        since, until = found.get("since"), found.get("until")
        return chosen | {
            "since": _midnight(since) if since else None,
            "until": _midnight(until + timedelta(days=1)) if until else None,
        }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@staff_only(SUPPORT, OWNER)
@require_safe
def appointment_list(request: HttpRequest) -> HttpResponse:
    form = Filter(request.GET)
    page = Paginator(queries.for_desk(**form.chosen()), PER_PAGE).get_page(request.GET.get("page"))
    orders = payments.orders_about(appointment.pk for appointment in page)
    rows = [
        {
            "appointment": appointment,
            "order": orders.get(appointment.pk),
            "state": STATES[AppointmentState(appointment.state)],
            "badge": BADGES.get(AppointmentState(appointment.state), ""),
        }
        for appointment in page
    ]
    return render(request, "staff/appointments.html", {"form": form, "page": page, "rows": rows})
