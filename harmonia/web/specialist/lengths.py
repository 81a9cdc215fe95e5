"""Sessions of other lengths than the ordinary one, each at its own price."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from harmonia.booking import operations
from harmonia.specialists import queries as specialists
from harmonia.specialists.operations import LengthTaken
from harmonia.specialists.rules.lengths import MINUTES, MOST_LENGTHS, SessionLength, twice
from harmonia.web.access import specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.specialist import practice
from harmonia.web.specialist.application_forms import PRICES, PROFILE

Row = tuple[tuple[forms.BoundField, forms.BoundField], forms.BoundField]
NAMES = ("minutes", "price_kzt", "is_first_only")


def number_field(label: Any, bounds: Sequence[int]) -> Any:
    return declared(
        PROFILE, forms.IntegerField, required=False, label=label, min_value=bounds[0], max_value=bounds[-1],
        help_text="", widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "maxlength": 7}),
    )  # fmt: skip


class LengthsForm(DeclaredForm):
    """MOST_LENGTHS rows; an empty one is left out, and so is taken away."""

    def __init__(self, *args: Any, ordinary_minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ordinary_minutes = ordinary_minutes
        for number in range(MOST_LENGTHS):
            self.fields[f"minutes_{number}"] = number_field(gettext_lazy("Minutes"), MINUTES)
            self.fields[f"price_kzt_{number}"] = number_field(gettext_lazy("Price, tenge"), PRICES)
            self.fields[f"is_first_only_{number}"] = declared(
                PROFILE, forms.BooleanField, required=False, label=gettext_lazy("For a first meeting only"),
                help_text="",
            )  # fmt: skip

    @staticmethod
    def initial_of(lengths: Sequence[SessionLength]) -> dict[str, Any]:
        return {f"{name}_{number}": getattr(one, name) for number, one in enumerate(lengths) for name in NAMES}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        found = dict(self._lengths())
        self.lengths = list(found.values())
        for place in twice(self.lengths, self.ordinary_minutes):
            is_ordinary = self.lengths[place].minutes == self.ordinary_minutes
            words = _("This is your ordinary session.") if is_ordinary else _("This length stands above already.")
            self.add_error(f"minutes_{list(found)[place]}", words)
        return cleaned

    def _lengths(self) -> Iterator[tuple[int, SessionLength]]:
        for number in range(MOST_LENGTHS):
            minutes, price, first = (f"{name}_{number}" for name in NAMES)
            said = self.cleaned_data.get(minutes), self.cleaned_data.get(price)
            if minutes in self.errors or price in self.errors or said == (None, None):
                continue
            if said[0] is None or said[1] is None:
                self.add_error(minutes if said[0] is None else price, _("Both are needed: how long, and how much."))
                continue
            is_first_only = bool(self.cleaned_data.get(first))
            yield number, SessionLength(minutes=said[0], price_kzt=said[1], is_first_only=is_first_only)

    def rows(self) -> list[Row]:
        """Those that are filled in, and one more."""
        rows: list[Row] = [
            ((self[f"minutes_{number}"], self[f"price_kzt_{number}"]), self[f"is_first_only_{number}"])
            for number in range(MOST_LENGTHS)
        ]
        filled = [number for number, row in enumerate(rows) if any(field.value() for field in row[0])]
        return rows[: (filled[-1] + 2) if filled else 1]


@specialist_only
@require_http_methods(["GET", "HEAD", "POST"])
def lengths(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    initial = LengthsForm.initial_of(specialists.lengths_of(timetable.pk))
    sent = request.POST if request.method == "POST" else None
    form = LengthsForm(sent, initial=initial, ordinary_minutes=timetable.session_minutes)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_lengths(specialist_id=timetable.pk, lengths=form.lengths, at=timezone.now())
        except LengthTaken:  # the form has said so already, unless his rules changed meanwhile on another device
            form.add_error(None, _("One of these is your ordinary session now. Please look once more."))
        else:
            messages.success(request, _("Saved. Clients can choose these lengths; booked sessions stay as they are."))
            return redirect("specialist:lengths")
    context = {"form": form, "timetable": timetable, "tab": "lengths"}
    return render(request, "specialist/plan_lengths.html", context, status=400 if form.errors else 200)
