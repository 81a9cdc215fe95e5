"""Which notices a person wants by which way, and the hours in which nothing shall make a sound."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from harmonia.consent import queries as consents
from harmonia.notices import gateways, queries
from harmonia.notices import operations as notices
from harmonia.notices.rules import quiet
from harmonia.notices.states import LOUD, MARKETING, Channel, Kind
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.forms import DeclaredForm, declared

KINDS: tuple[tuple[Kind, Any, Any], ...] = (
    (
        Kind.SERVICE,
        gettext_lazy("Appointments, payments, account"),
        gettext_lazy("These always come by at least one way: to your account, and most of them by letter as well."),
    ),
    (
        Kind.REMINDERS,
        gettext_lazy("Reminders of appointments"),
        gettext_lazy("They stand in your account in any case."),
    ),
    (Kind.NEWS, gettext_lazy("News"), gettext_lazy("Only with your consent, for each way by itself.")),
    (Kind.OFFERS, gettext_lazy("Offers"), gettext_lazy("Only with your consent, for each way by itself.")),
)
WAYS: dict[Channel, Any] = {
    Channel.EMAIL: gettext_lazy("By letter"),
    Channel.SMS: gettext_lazy("By SMS"),
    Channel.PUSH: gettext_lazy("On my devices"),
}
OF_MARKETING = (Channel.EMAIL, Channel.SMS)


@dataclass(frozen=True)
class Way:
    """One line of a kind: a switch, or why there is none. `agreement`: the consent that stands beside it."""

    words: Any
    field: forms.BoundField | None
    agreement: str = ""


@dataclass(frozen=True)
class Group:
    kind: Kind
    title: Any
    help: Any
    ways: list[Way]


def _ways(kind: Kind) -> tuple[Channel, ...]:
    """Devices only where the service sends signals at all; what was chosen of them before stays as it was."""
    if kind in MARKETING:
        return OF_MARKETING
    return tuple(channel for channel in WAYS if channel != Channel.PUSH or gateways.is_possible())


def _is_free(kind: Kind, channel: Channel, allowed: frozenset[str]) -> bool:
    """Whether there is something to choose."""
    if kind == Kind.SERVICE:
        return channel in LOUD
    return kind not in MARKETING or channel in allowed


class PreferencesForm(DeclaredForm):
    """A switch for each kind and way; a marketing one is there only while its consent is in force."""

    def __init__(self, *arguments: Any, allowed: frozenset[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.choices = {
            f"{kind}_{channel}": (kind, channel)
            for kind, _title, _help in KINDS
            for channel in _ways(kind)
            if _is_free(kind, channel, allowed)
        }
        for name, (_kind, channel) in self.choices.items():
            self.fields[name] = declared(
                "preferences", forms.BooleanField, label=WAYS[channel], help_text="", required=False
            )

    def chosen(self) -> dict[tuple[Kind, Channel], bool]:
        return {choice: self.cleaned_data[name] for name, choice in self.choices.items()}

    def groups(self) -> Iterator[Group]:
        for kind, title, explained in KINDS:
            names = {channel: f"{kind}_{channel}" for channel in _ways(kind)}
            yield Group(kind, title, explained, [self._way(kind, channel, name) for channel, name in names.items()])

    def _way(self, kind: Kind, channel: Channel, name: str) -> Way:
        agreement = f"marketing_{channel}" if kind in MARKETING else ""
        return Way(WAYS[channel], self[name] if name in self.fields else None, agreement)


class QuietHoursForm(DeclaredForm):
    kept = declared(
        "preferences",
        forms.BooleanField,
        label=gettext_lazy("Keep quiet hours"),
        help_text="",
        required=False,
    )
    starts_at = declared(
        "preferences",
        forms.TimeField,
        label=gettext_lazy("From"),
        help_text="",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends_at = declared(
        "preferences",
        forms.TimeField,
        label=gettext_lazy("Until"),
        help_text="",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = _preferences(request, person)
    if request.method == "POST" and form.is_valid():
        notices.choose(person_id=person.pk, choices=form.chosen(), at=now())
        messages.success(request, _("Your choice is saved and holds from now on."))
        return redirect("client:notice_choices")
    return _page(request, person, form, QuietHoursForm(initial=_night(person)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def quiet_hours(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = QuietHoursForm(request.POST if request.method == "POST" else None, initial=_night(person))
    if request.method == "POST" and form.is_valid() and _kept(person, form):
        messages.success(request, _("Your quiet hours are saved."))
        return redirect("client:notice_choices")
    return _page(request, person, PreferencesForm(allowed=_allowed(person), initial=_initial(person)), form)


def _kept(person: Any, form: QuietHoursForm) -> bool:
    try:
        notices.choose_quiet_hours(person_id=person.pk, **form.cleaned_data, at=now())
    except notices.NoNight:
        form.add_error("ends_at", _("The end must be another time than the beginning."))
        return False
    return True


def _preferences(request: HttpRequest, person: Any) -> PreferencesForm:
    said = request.POST if request.method == "POST" else None
    return PreferencesForm(said, allowed=_allowed(person), initial=_initial(person))


def _page(request: HttpRequest, person: Any, form: PreferencesForm, night: QuietHoursForm) -> HttpResponse:
    context = {
        "form": form,
        "groups": list(form.groups()),
        "night": night,
        "near_hours": quiet.NIGHT.near_hours,
        "signals": gateways.is_possible(),
        "devices": queries.living_devices(person.pk, at=now()).count(),
        **frame(person),
    }
    return render(request, "client/notice_choices.html", context)


def _allowed(person: Any) -> frozenset[str]:
    return frozenset(channel for channel in OF_MARKETING if consents.accepted(person.pk, f"marketing_{channel}"))


def _initial(person: Any) -> dict[str, bool]:
    known = queries.preferences(person.pk)
    return {f"{kind}_{channel}": known.get((kind, channel), True) for kind in Kind for channel in Channel}


def _night(person: Any) -> dict[str, Any]:
    said, usual = queries.night_of(person.pk), quiet.OF_THE_REGISTER
    if said is None:
        return {"kept": True, "starts_at": usual.starts_at, "ends_at": usual.ends_at}
    return {"kept": said.kept, "starts_at": said.starts_at, "ends_at": said.ends_at}
