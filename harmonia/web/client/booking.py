"""Choosing a time. One request shows the month; choosing keeps the time and leads to the payment."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.booking import operations, queries
from harmonia.booking.rules import refunds
from harmonia.booking.states import HELD
from harmonia.core import moments
from harmonia.core.idempotency import KeyReused
from harmonia.policy import BOOKING_TERMS
from harmonia.specialists import queries as specialists
from harmonia.web.access import EmailUnverified, client_only, with_service_consent
from harmonia.web.client import free_days, lengths
from harmonia.web.client.lengths import minutes_field
from harmonia.web.forms import DeclaredForm, declared

LONGEST_KEY = 64
REFUSALS: dict[type[Exception], str | Promise] = {
    operations.SlotTaken: _("Somebody has just taken this time. Please choose another; the list below is fresh."),
    operations.ClientBusy: _("You have another session at this time. Please choose another time."),
    operations.NotASlot: _(
        "The specialist has just changed the hours. Please choose another time from the fresh list."
    ),
    operations.InThePast: _("This time has passed while the page was open. Please choose another."),
    operations.TooSoon: _("This time is now too near for the specialist to prepare. Please choose a later one."),
    operations.BeyondHorizon: _("The specialist does not plan that far ahead yet. Please choose an earlier time."),
    operations.NoRoom: _("A session of this length does not fit in at that time. Please choose another time."),
    operations.LengthNotOffered: _("The specialist no longer offers sessions of this length. Please choose once more."),
    operations.MetAlready: _("This length is for a first meeting, and you have met already. Please choose another."),
    operations.NotBookable: _("This specialist takes no bookings at the moment."),
    operations.TooManyHolds: _("You already keep several times without payment. Pay for one, or give one up first."),
    KeyReused: _("This page was used before for another time. Please choose once more."),
}


class ChosenTime(DeclaredForm):
    """`starts_at` in seconds of the epoch."""

    starts_at = declared(
        "appointments",
        forms.IntegerField,
        min_value=0,
        max_value=2**34,
        label=_("Time"),
        help_text="",
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose a time first."), "invalid": _("Please choose a time first.")},
    )

    def mistakes(self) -> str:
        return " ".join(str(mistake) for mistakes in self.errors.values() for mistake in mistakes)


class ChosenLength(ChosenTime):
    """A time for a session of that length; none named: the ordinary one."""

    minutes = minutes_field()


class WaitForm(DeclaredForm):
    minutes = minutes_field()
    before = declared(
        "appointments",
        forms.DateField,
        label=_("Tell me of a time before this day"),
        help_text="",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        localize=False,
    )


class BookedTime(ChosenLength):
    """Once, or the same hour for some weeks."""

    weeks = declared(
        "appointments",
        forms.TypedChoiceField,
        coerce=int,
        required=False,
        empty_value=1,
        label=_("How often"),
        help_text=_("Each session is paid for, moved and cancelled on its own."),
        choices=lambda: [(1, _("Once")), *((weeks, weekly(weeks)) for weeks in refunds.SERIES_WEEKS)],
        initial=1,
    )


def weekly(weeks: int) -> str:
    return ngettext("Every week, %(number)d session", "Every week, %(number)d sessions", weeks) % {"number": weeks}


def listed(slug: str, at: datetime) -> Any:
    try:
        return specialists.by_slug(slug, on=timezone.localdate(at, timezone.get_default_timezone()))
    except specialists.NotListed:
        raise Http404 from None


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Choosing needs the agreement to the service; keeping a time asks for it in the transaction itself."""
    if request.method == "POST":
        return _keep(request, slug, timezone.now())
    return _choose(request, slug)


@with_service_consent
def _choose(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    specialist = listed(slug, at)
    chosen = free_days.chosen_second(request.GET.get("at", ""))
    taken = REFUSALS[operations.SlotTaken] if "taken" in request.GET else ""
    return _page(request, specialist, at, chosen=chosen, refusal=taken)


def _keep(request: HttpRequest, slug: str, at: datetime) -> HttpResponse:
    person: Any = request.user
    specialist_id = queries.listed_id(slug, at)
    if specialist_id is None:
        raise Http404
    if person.email_verified_at is None:
        raise EmailUnverified
    form = BookedTime(request.POST)
    if not form.is_valid():
        return _page(request, listed(slug, at), at, refusal=form.mistakes(), status=400)
    try:
        going = _taken(request, specialist_id, form, at)
    except operations.SlotTaken:  # told at once: the fresh list is drawn on the page that this leads to
        return HttpResponse(status=303, headers={"Location": _fresh(slug, form.cleaned_data["minutes"])})
    except tuple(REFUSALS) as refused:
        return _page(request, listed(slug, at), at, refusal=REFUSALS[type(refused)], status=409)
    return going


def _fresh(slug: str, minutes: int | None) -> str:
    address = reverse("client:book", args=[slug]) + "?taken"
    return f"{address}&minutes={minutes}" if minutes else address


def _taken(request: HttpRequest, specialist_id: UUID, form: BookedTime, at: datetime) -> HttpResponse:
    """Where to go with what is kept. Raises what is in REFUSALS."""
    asked: dict[str, Any] = {
        "client": request.user,
        "specialist_id": specialist_id,
        "starts_at": free_days.moment(form.cleaned_data["starts_at"]),
        "idempotency_key": (request.POST.get("idempotency_key") or uuid4().hex)[:LONGEST_KEY],
        "at": at,
    }
    weeks, minutes = form.cleaned_data["weeks"], form.cleaned_data["minutes"]
    if weeks == 1:
        return redirect("client:pay", pk=operations.hold(**asked, taking=operations.Taking(minutes=minutes)).pk)
    series = operations.hold_series(**asked, weeks=weeks, minutes=minutes)
    zone = timezone.get_current_timezone()
    for starts_at, refusal in series.refused:
        messages.warning(request, f"{moments.in_full(starts_at, zone)}: {REFUSALS[type(refusal)]}")
    return redirect("client:series", pk=series.id)


def _page(
    request: HttpRequest,
    specialist: Any,
    at: datetime,
    *,
    chosen: int | None = None,
    refusal: str | Promise = "",
    status: int = 200,
    wait_form: "WaitForm | None" = None,
) -> HttpResponse:
    choice = lengths.choice(request, specialist, client_id=request.user.pk, at=at)
    free = queries.free_times(specialist.pk, at=at, until=at + free_days.MONTH, minutes=choice.chosen.asked_minutes)
    refusal = refusal or _why_not(choice)
    context = {
        "specialist": specialist,
        "lengths": choice,
        "days": free_days.drawn(free, chosen=chosen if chosen in free else None),
        "chosen": chosen if chosen in free else None,
        "gone": chosen is not None and chosen not in free,
        "refusal": refusal,
        "idempotency_key": uuid4().hex,
        "hold_minutes": BOOKING_TERMS.hold_minutes,
        "form": BookedTime(),
        "wait_form": wait_form or WaitForm(),
    }
    return render(request, "client/book.html", context, status=status)


def _why_not(choice: lengths.Choice) -> str | Promise:
    """Why the length that an old link asks for is not chosen."""
    if choice.is_past:
        return REFUSALS[operations.MetAlready]
    return REFUSALS[operations.LengthNotOffered] if choice.is_gone else ""


@client_only
@require_safe
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """The list alone, for a page that is open and wants it fresh."""
    at = timezone.now()
    minutes = lengths.asked_minutes(request)
    free = queries.free_times_by_slug(slug, at=at, until=at + free_days.MONTH, minutes=minutes)
    if free is None:
        raise Http404
    return render(request, "client/_times.html", {"days": free_days.drawn(free)})


@client_only
@require_safe
def series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was asked for together; each session goes its own way from here."""
    found = list(queries.of_series(request.user, pk))  # type: ignore[arg-type]  # client_only lets in people only
    if not found:
        raise Http404
    at = timezone.now()
    unpaid = [one for one in found if one.state == HELD and one.hold_expires_at and one.hold_expires_at > at]
    return render(request, "client/series.html", {"appointments": found, "unpaid": unpaid, "at": at})


@client_only
@with_service_consent
@require_POST
def wait(request: HttpRequest, slug: str) -> HttpResponse:
    """Stand in line for an earlier time."""
    person: Any = request.user
    at = timezone.now()
    specialist = listed(slug, at)
    form = WaitForm(request.POST)
    if form.is_valid():
        before = timezone.make_aware(datetime.combine(form.cleaned_data["before"], time()))
        try:
            minutes = form.cleaned_data["minutes"]
            operations.wait(client=person, specialist_id=specialist.pk, before=before, at=at, minutes=minutes)
        except operations.InThePast:
            form.add_error("before", gettext("Choose a day that lies ahead."))
        except (operations.NotBookable, operations.LengthNotOffered, operations.MetAlready) as refused:
            form.add_error(None, str(REFUSALS[type(refused)]))
    if not form.is_valid():
        return _page(request, specialist, at, wait_form=form, status=400)
    messages.success(request, gettext("You stand in line. When an earlier time becomes free, you are told in turn."))
    return redirect("client:appointment_list")


@client_only
@require_POST
def wait_no_more(request: HttpRequest, slug: str) -> HttpResponse:
    person: Any = request.user
    at = timezone.now()
    for place in queries.waitings_of(person, at).filter(specialist__slug=slug):
        operations.stop_waiting(client=person, specialist_id=place.specialist_id, at=at)
        messages.success(request, gettext("You wait no more."))
    return redirect("client:appointment_list")
