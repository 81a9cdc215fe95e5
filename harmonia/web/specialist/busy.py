"""Other calendars of the specialist: when they say that he is busy, nobody can book."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia.booking import operations, queries
from harmonia.booking.states import Trouble
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.specialist import practice

TROUBLES = {
    Trouble.NOT_AN_ADDRESS: gettext_lazy("The address does not begin with https, so we do not ask it."),
    Trouble.NOT_PUBLIC: gettext_lazy("The address leads into a private network; we ask public ones only."),
    Trouble.UNREACHABLE: gettext_lazy("Nobody answers at this address."),
    Trouble.REFUSED: gettext_lazy("The calendar does not open by this address. It may have been renewed or ended."),
    Trouble.LEADS_ON: gettext_lazy("The address leads on and on, and never to a calendar."),
    Trouble.SLOW: gettext_lazy("The calendar answered too slowly. We shall ask again."),
    Trouble.LARGE: gettext_lazy("The calendar is too large: more than two megabytes."),
    Trouble.UNREADABLE: gettext_lazy("What came from this address is no calendar."),
    Trouble.CROWDED: gettext_lazy("The calendar has too many events, or one that repeats too often."),
}


class BusyFeedForm(DeclaredForm):
    address = declared(
        "specialist_other",
        forms.CharField,
        max_length=2000,
        label=gettext_lazy("Secret address of your calendar, in iCal format"),
        help_text=gettext_lazy("It begins with https:// or webcal://. Your calendar program shows it in its settings."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def busy_list(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    form = BusyFeedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _added(request, timetable, form):
        messages.success(request, _("Added. We are asking it for the first time now."))
        return redirect("specialist:busy")
    feeds = [(feed, urlsplit(feed.address).hostname, trouble(feed)) for feed in queries.busy_feeds_of(timetable.pk)]
    context = {"form": form, "feeds": feeds, "timetable": timetable, "tab": "busy"}
    return render(request, "specialist/plan_busy.html", context, status=400 if form.errors else 200)


def trouble(feed: Any) -> Any:
    return TROUBLES[Trouble(feed.trouble)] if feed.trouble else ""


def _added(request: HttpRequest, timetable: Any, form: BusyFeedForm) -> bool:
    owner: Any = request.user
    address = form.cleaned_data["address"]
    try:
        operations.add_busy_feed(specialist_id=timetable.pk, owner=owner, address=address, at=timezone.now())
    except operations.NotAnAddress:
        form.add_error("address", _("This is no address of a calendar. It begins with https:// or webcal://."))
    except operations.TooManyFeeds:
        form.add_error(None, _("You have as many calendars here as one may have. Remove one first."))
    return form.is_valid()


@specialist_only
@require_POST
def busy_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    timetable = practice.own(request)
    try:
        operations.remove_busy_feed(specialist_id=timetable.pk, feed_id=pk, at=timezone.now())
    except operations.NoSuchFeed:
        raise Http404 from None
    messages.success(request, _("Removed, with the address and all that it said. What it blocked is free again."))
    return redirect("specialist:busy")
