"""The length of a session as a page lets it be chosen: a link each, so it needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from harmonia.booking import queries
from harmonia.booking.queries import Offered
from harmonia.web.forms import declared

LONGEST_SAID = 3  # signs of a number of minutes


@dataclass(frozen=True, slots=True)
class Choice:
    """`is_gone`: what was asked for is not offered; `is_past`: it is for a first meeting, and that was."""

    lengths: Sequence[Offered]
    chosen: Offered
    is_gone: bool = False
    is_past: bool = False

    @property
    def are_several(self) -> bool:
        return len(self.lengths) > 1


def choice(request: HttpRequest, specialist: Any, *, client_id: UUID | None, at: datetime) -> Choice:
    """What may be chosen, and what the request asks for; the ordinary session when it asks for nothing."""
    lengths = queries.offered_lengths(specialist, client_id=client_id, at=at)
    asked = asked_minutes(request)
    found = next((one for one in lengths if one.minutes == asked), None)
    ordinary = next(one for one in lengths if one.is_ordinary)
    if asked is None or found:
        return Choice(lengths, found or ordinary)
    is_past = any(one.minutes == asked for one in queries.offered_lengths(specialist, client_id=None, at=at))
    return Choice(lengths, ordinary, is_gone=not is_past, is_past=is_past)


def asked_minutes(request: HttpRequest) -> int | None:
    said = request.POST.get("minutes") or request.GET.get("minutes", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_SAID else None


def minutes_field() -> Any:
    """In the form that keeps the time: which length the times on the page were for."""
    return declared(
        "appointments",
        forms.IntegerField,
        required=False,
        min_value=15,
        max_value=240,
        label=_("Length of the session"),
        help_text="",
        widget=forms.HiddenInput,
    )
