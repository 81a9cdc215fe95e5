"""The forms of a plan. They clean what was typed into hours, and say beside the field what contradicts what."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from harmonia.booking.rules.plans import overlapping
from harmonia.booking.rules.slots import Hours
from harmonia.core import zones
from harmonia.web.forms import DeclaredForm, declared

RANGES = 4  # stretches of work a day
MIDNIGHT = 1440
LONGEST_BREAK = timedelta(days=92)
LONGEST_PERIOD = timedelta(days=366)


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"step": 300})


def clock_field(label: Any) -> Any:
    return declared(
        "specialist_plan", forms.TimeField, required=False, label=label, help_text="", widget=ClockInput, localize=False
    )


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_of(minute: int) -> str:
    """'24:00' is shown as 00:00, which at the end of a stretch means midnight."""
    return f"{minute % MIDNIGHT // 60:02d}:{minute % 60:02d}"


class HoursForm(DeclaredForm):
    """Stretches of work. Subclasses name the days; each has RANGES pairs of clocks, empty ones are left out."""

    days: tuple[str, ...] = ("day",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in self.days:
            for number in range(RANGES):
                self.fields[f"{day}_from_{number}"] = clock_field(gettext_lazy("From"))
                self.fields[f"{day}_to_{number}"] = clock_field(gettext_lazy("Until"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.hours = {day: self._hours(day) for day in self.days}
        return cleaned

    def _hours(self, day: str) -> list[Hours]:
        found: list[Hours] = []
        for number in range(RANGES):
            one = self._stretch(day, number)
            if one is None:
                continue
            if overlapping([*found, one]):
                self.add_error(f"{day}_from_{number}", _("This overlaps with hours above it."))
                continue
            found.append(one)
        return found

    def _stretch(self, day: str, number: int) -> Hours | None:
        names = f"{day}_from_{number}", f"{day}_to_{number}"
        if any(name in self.errors for name in names):
            return None
        starts, ends = (self.cleaned_data.get(name) for name in names)
        if starts is None and ends is None:
            return None
        if starts is None or ends is None:
            self.add_error(names[0] if starts is None else names[1], _("Both times are needed."))
            return None
        until = minutes(ends) or MIDNIGHT
        if minutes(starts) >= until:
            self.add_error(names[1], _("The end comes before the beginning."))
            return None
        return Hours(minutes(starts), until)

    def stretches(self, day: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs to show: those that are filled in, and one more."""
        pairs = [(self[f"{day}_from_{number}"], self[f"{day}_to_{number}"]) for number in range(RANGES)]
        filled = [number for number, pair in enumerate(pairs) if any(field.value() for field in pair)]
        return pairs[: min(RANGES, (filled[-1] + 2) if filled else 1)]


class WeekForm(HoursForm):
    days = tuple(str(weekday) for weekday in range(7))

    @staticmethod
    def initial_of(week: Mapping[int, tuple[Hours, ...]]) -> dict[str, str]:
        said = {}
        for weekday, hours in week.items():
            for number, one in enumerate(hours[:RANGES]):
                said[f"{weekday}_from_{number}"] = clock_of(one.starts)
                said[f"{weekday}_to_{number}"] = clock_of(one.ends)
        return said

    def week(self) -> dict[int, tuple[Hours, ...]]:
        return {int(day): tuple(hours) for day, hours in self.hours.items() if hours}

    def rows(self) -> list[tuple[str, Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        return [(day, dates.WEEKDAYS[int(day)], self.stretches(day)) for day in self.days]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any) -> Any:
    return declared("specialist_plan", forms.DateField, label=label, help_text="", widget=DayInput, localize=False)


class StretchForm(DeclaredForm):
    """A stretch of one day: worked, or not."""

    falls_on = day_field(gettext_lazy("Day"))
    starts = clock_field(gettext_lazy("From"))
    ends = clock_field(gettext_lazy("Until"))
    works = declared(
        "specialist_plan",
        forms.ChoiceField,
        label=gettext_lazy("On that day, between these times"),
        help_text="",
        choices=[("no", gettext_lazy("I do not work")), ("yes", gettext_lazy("I work: clients may book"))],
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["starts"].required = self.fields["ends"].required = True

    def clean_falls_on(self) -> date:
        return within_a_year(self.cleaned_data["falls_on"], self.today or date.min)

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or {}
        if said.get("starts") is not None and said.get("ends") is not None:
            until = minutes(said["ends"]) or MIDNIGHT
            if minutes(said["starts"]) >= until:
                self.add_error("ends", _("The end comes before the beginning."))
            else:
                self.stretch = Hours(minutes(said["starts"]), until)
        return said


def within_a_year(day: date, today: date) -> date:
    if not today <= day <= today + timedelta(days=366):
        raise forms.ValidationError(_("Choose a day within the coming year."))
    return day


class PeriodForm(WeekForm):
    """A week for the days from one to another."""

    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))

    def clean_ends_on(self) -> date:
        last: date = self.cleaned_data["ends_on"]
        first: date | None = self.cleaned_data.get("starts_on")
        if first and not first <= last <= first + LONGEST_PERIOD:
            raise forms.ValidationError(_("The last day comes after the first, a year later at most."))
        return last

    def overlaps(self) -> None:
        self.add_error("starts_on", _("These days overlap with another of your periods."))


class DayForm(HoursForm):
    """One day or several that differ from the week. No hours at all: days off."""

    falls_on = day_field(gettext_lazy("Day"))
    until_on = declared(
        "specialist_plan",
        forms.DateField,
        required=False,
        label=gettext_lazy("Until and including"),
        help_text=gettext_lazy("For a holiday of several days."),
        widget=DayInput,
        localize=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_falls_on(self) -> date:
        return within_a_year(self.cleaned_data["falls_on"], self.today)

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        first: date | None = self.cleaned_data.get("falls_on")
        if until and first and not first <= until <= first + LONGEST_BREAK:
            raise forms.ValidationError(_("The last day comes after the first, three months later at most."))
        return until

    def chosen_days(self) -> list[date]:
        first: date = self.cleaned_data["falls_on"]
        last: date = self.cleaned_data["until_on"] or first
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def shown_stretches(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.stretches("day")


def minute_choices(*choices: int) -> list[tuple[int, str]]:
    return [
        (choice, ngettext("%(number)d minute", "%(number)d minutes", choice) % {"number": choice}) for choice in choices
    ]


def hour_choices(*choices: int) -> list[tuple[int, str]]:
    return [(60 * one, ngettext("%(number)d hour", "%(number)d hours", one) % {"number": one}) for one in choices]


def day_choices(*choices: int) -> list[tuple[int, str]]:
    return [(one, ngettext("%(number)d day", "%(number)d days", one) % {"number": one}) for one in choices]


def choice(label: Any, help_text: Any, choices: Any) -> Any:
    return declared(
        "specialist_plan", forms.TypedChoiceField, coerce=int, label=label, help_text=help_text, choices=choices
    )


class TermsForm(DeclaredForm):
    zone = declared(
        "specialist_plan",
        forms.ChoiceField,
        choices=zones.choices,
        label=gettext_lazy("Time zone of your hours"),
        help_text=gettext_lazy("Sessions that are booked stay when they were promised; both of you are told."),
    )
    session_minutes = choice(
        gettext_lazy("Length of a session"), "", lambda: minute_choices(30, 45, 50, 60, 75, 80, 90, 100, 120)
    )
    buffer_minutes = choice(
        gettext_lazy("Pause after a session"),
        gettext_lazy("Nobody can book it; time for your notes and a glass of water."),
        lambda: minute_choices(0, 5, 10, 15, 20, 30, 45, 60),
    )
    step_minutes = choice(
        gettext_lazy("Sessions may begin every"),
        gettext_lazy("Counted from the beginning of your hours."),
        lambda: minute_choices(10, 15, 20, 30, 60, 90, 120),
    )
    notice_minutes = choice(
        gettext_lazy("Latest booking before a session"),
        gettext_lazy("How much notice you need."),
        lambda: hour_choices(0, 1, 2, 3, 6, 12, 24, 48, 72),
    )
    horizon_days = choice(
        gettext_lazy("How far ahead clients may book"), "", lambda: day_choices(7, 14, 28, 42, 60, 90)
    )
    rests_on_holidays = declared(
        "specialist_plan",
        forms.BooleanField,
        required=False,
        label=gettext_lazy("I rest on the public holidays of Kazakhstan"),
        help_text=gettext_lazy("Days with hours of their own stay worked."),
    )
