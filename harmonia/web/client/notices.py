"""What a person was told in the cabinet, and which notices he wants by which way."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from harmonia.consent import queries as consents
from harmonia.notices import operations as notices
from harmonia.notices import queries
from harmonia.notices.rules import letters
from harmonia.notices.states import MARKETING, Channel, Kind
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.forms import DeclaredForm, declared

PER_PAGE = 20
CHOICES: tuple[tuple[Kind, Channel, Any], ...] = (
    (Kind.REMINDERS, Channel.EMAIL, gettext_lazy("Reminders of appointments by e-mail")),
    (Kind.REMINDERS, Channel.SMS, gettext_lazy("Reminders of appointments by SMS")),
    (Kind.NEWS, Channel.EMAIL, gettext_lazy("News by e-mail")),
    (Kind.NEWS, Channel.SMS, gettext_lazy("News by SMS")),
    (Kind.OFFERS, Channel.EMAIL, gettext_lazy("Offers by e-mail")),
    (Kind.OFFERS, Channel.SMS, gettext_lazy("Offers by SMS")),
)


@dataclass(frozen=True)
class Told:
    """One line of the inbox, in words."""

    at: Any
    said: letters.Said
    fresh: bool


def _name(kind: Kind, channel: Channel) -> str:
    return f"{kind}_{channel}"


class PreferencesForm(DeclaredForm):
    """A switch for each optional kind and way; a marketing one is there only while its consent is in force."""

    def __init__(self, *arguments: Any, allowed: frozenset[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for kind, channel, label in CHOICES:
            if kind not in MARKETING or channel in allowed:
                self.fields[_name(kind, channel)] = declared(
                    "preferences", forms.BooleanField, label=label, help_text="", required=False
                )

    def chosen(self) -> dict[tuple[Kind, Channel], bool]:
        return {
            (kind, channel): self.cleaned_data[_name(kind, channel)]
            for kind, channel, _label in CHOICES
            if _name(kind, channel) in self.fields
        }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notice_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    allowed = frozenset(
        channel for channel in (Channel.EMAIL, Channel.SMS) if consents.accepted(person.pk, f"marketing_{channel}")
    )
    form = PreferencesForm(request.POST or None, allowed=allowed, initial=_initial(person))
    if request.method == "POST" and form.is_valid():
        notices.choose(person_id=person.pk, choices=form.chosen(), at=timezone.now())
        messages.success(request, _("Your choice is saved and holds from now on."))
        return redirect("client:notices")
    inbox = Paginator(queries.inbox(person.pk), PER_PAGE).get_page(request.GET.get("page"))
    told = [_told(notice, person) for notice in inbox]
    if request.method == "GET":
        notices.mark_read(person_id=person.pk, at=timezone.now())
    context = {"form": form, "told": told, "page": inbox, **frame(person)}
    context |= {f"marketing_{channel}": channel in allowed for channel in (Channel.EMAIL, Channel.SMS)}
    return render(request, "client/notices.html", context)


def _initial(person: Any) -> dict[str, bool]:
    known = queries.preferences(person.pk)
    return {_name(kind, channel): known.get((kind, channel), True) for kind, channel, _label in CHOICES}


def _told(notice: Any, person: Any) -> Told:
    said = letters.say(notice.event, notice.facts, zone=person.time_zone, site=settings.PUBLIC_ADDRESS)
    return Told(notice.created_at, said, notice.read_at is None)
