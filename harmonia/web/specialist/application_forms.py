"""The forms of an application, a step each. They clean what was typed and say beside the field what cannot be."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.core import zones
from harmonia.specialists import rules
from harmonia.specialists.rules import Period, Said
from harmonia.specialists.states import CITIES, DocumentKind, EducationKind, Sex
from harmonia.web.forms import DeclaredForm, declared

TERMS = policy.VERIFICATION_TERMS
PRICES = (1_000, 200_000)
EDUCATION = "specialist_education"
OTHER = "specialist_other"
PROFILE = "specialist_profile"
WRONG = {
    "ahead": _("This day has not come yet."),
    "before_start": _("This is before the beginning."),
    "too_young": _("By your date of birth you were a child then. Look at both dates."),
    "before_studies": _("This is before the first studies that you named. Look at both."),
    "too_old": _("This is very long ago. Look at the year."),
    "not_adult": _("One works here from eighteen on."),
}
WRONG_YEAR = WRONG | {"ahead": _("This year has not come yet. Leave the end empty while it goes on.")}
EDUCATIONS = {
    EducationKind.DEGREE: _("A degree"),
    EducationKind.RETRAINING: _("Retraining in a method"),
    EducationKind.FURTHER_TRAINING: _("Further training"),
}
PAPERS = {
    DocumentKind.DEGREE: _("The diploma"),
    DocumentKind.RETRAINING: _("Of retraining"),
    DocumentKind.FURTHER_TRAINING: _("Of further training"),
    DocumentKind.PRACTICE: _("Of practice: an employer's letter, a register of work"),
    DocumentKind.REGISTER: _("The extract of the state register"),
    DocumentKind.SUPERVISION: _("Of supervision"),
    DocumentKind.CERTIFICATE: _("The certificate"),
}
SEXES = {Sex.FEMALE: _("a woman"), Sex.MALE: _("a man")}
NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


def _spoken(table: str, key: str) -> str:
    tables: dict[str, Any] = {"cities": CITIES, "methods": policy.METHODS}
    text = policy.TOPICS[key].name if table == "topics" else tables[table][key]
    return str(text.in_language(get_language() or "ru"))


spoken = lazy(_spoken, str)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(category: str, label: Any, **options: Any) -> Any:
    return declared(
        category, forms.DateField, label=label, widget=DayInput, localize=False,
        **{"help_text": "", "input_formats": ["%Y-%m-%d", "%d.%m.%Y"],
           "error_messages": {"invalid": _("Write a day as 31.12.2020.")}, **options},
    )  # fmt: skip


def year_field(label: Any, **options: Any) -> Any:
    return declared(
        EDUCATION, forms.IntegerField, label=label, min_value=1950, max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": _("Write the year as four digits.")}, **{"help_text": "", **options},
    )  # fmt: skip


def line(category: str, label: Any, longest: int = 160, **options: Any) -> Any:
    return declared(category, forms.CharField, label=label, max_length=longest, **{"help_text": "", **options})


class StepForm(DeclaredForm):
    """Knows what was said in the other steps, so that it can tell what contradicts it. `today` is the page's."""

    def __init__(self, *args: Any, said: Said, today: date, **kwargs: Any) -> None:
        self.said, self.today = said, today
        super().__init__(*args, **kwargs)

    def told(self) -> Any:
        """What the operation keeps."""
        raise NotImplementedError


class PersonForm(StepForm):
    full_name = line(
        "specialist_name", _("Surname, name, patronymic"), 120, help_text=_("As in your diploma."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    born_on = day_field(
        "specialist_birth_date", _("Date of birth"), help_text=_("Only for the check; nobody else sees it.")
    )

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        why = rules.birth_contradiction(
            born_on, adult_at=TERMS.adult_at, studied_from=self.said.studied_from, on=self.today
        )
        if why:
            raise ValidationError(WRONG[why])
        return born_on

    def told(self) -> dict[str, str]:
        return {"full_name": self.cleaned_data["full_name"]}


class StudyForm(StepForm):
    kind = declared(
        EDUCATION, forms.ChoiceField, label=_("What it was"), help_text="", choices=list(EDUCATIONS.items())
    )
    institution = line(EDUCATION, _("Where"))
    title = line(EDUCATION, _("In what"), help_text=_("The speciality, the method or the name of the course."))
    year_from = year_field(_("From the year"))
    year_to = year_field(_("To the year"), required=False, help_text=_("Empty while it goes on."))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        told = self.cleaned_data
        if "year_from" in told and "year_to" in told:
            wrong = rules.study_contradiction(
                told["year_from"], told["year_to"], born_on=self.said.born_on, on=self.today
            )
            if wrong:
                self.add_error(wrong[0], WRONG_YEAR[wrong[1]])
        return cleaned

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "institution", "title", "year_from", "year_to")}


class PeriodForm(StepForm):
    place = line(OTHER, _("Where"), help_text=_("An organisation, or your own practice."))
    role = line(OTHER, _("As whom"))
    starts_on = day_field(OTHER, _("From"))
    ends_on = day_field(OTHER, _("Until, the last day"), required=False, help_text=_("Empty while it goes on."))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        told = self.cleaned_data
        if "starts_on" in told and "ends_on" in told:
            period = Period(told["starts_on"], told["ends_on"])
            wrong = rules.contradiction(
                period, born_on=self.said.born_on, studied_from=self.said.studied_from, on=self.today
            )
            if wrong:
                self.add_error(wrong[0], WRONG[wrong[1]])
            elif period in self.said.periods:
                self.add_error("starts_on", _("This period stands in the list already."))
        return cleaned

    def told(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        ends_on = cleaned["ends_on"]
        return {
            "place": cleaned["place"],
            "role": cleaned["role"],
            "starts_on": cleaned["starts_on"].isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else "",
        }


class RegisterForm(StepForm):
    number = line(
        EDUCATION, _("Your number in the state register"), 32,
        help_text=_("It is published on your page, as the law requires."), required=False,
    )  # fmt: skip
    supervisor = line(
        OTHER, _("Your supervision"), 1000,
        help_text=_("Who gives it, how often, since when. Nothing about your clients."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if not number and rules.is_asked("register", self.today):
            raise ValidationError(_("Without an entry in the register nobody may practise here."))
        return number

    def told(self) -> dict[str, str]:
        return {"number": self.cleaned_data["number"], "supervisor": self.cleaned_data["supervisor"]}


def several(category: str, label: Any, choices: Any, **options: Any) -> Any:
    return declared(
        category, forms.MultipleChoiceField, label=label, choices=choices, widget=forms.CheckboxSelectMultiple,
        **{"help_text": "", **options},
    )  # fmt: skip


class PageForm(StepForm):
    """What anybody will read. Words in one language are enough: the others show them too."""

    sex = declared(
        "sex", forms.ChoiceField, label=_("You are"), help_text=_("Some clients care."), choices=list(SEXES.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip
    city = declared(
        PROFILE,
        forms.ChoiceField,
        label=_("City"),
        help_text="",
        choices=[(key, spoken("cities", key)) for key in CITIES],
    )
    time_zone = declared(
        "specialist_plan", forms.ChoiceField, label=_("Time zone of your hours"), help_text="", choices=zones.choices
    )
    languages = several(PROFILE, _("Languages in which you work"), list(NAMES.items()))
    methods = several(PROFILE, _("Methods, at most six"), [(key, spoken("methods", key)) for key in policy.METHODS])
    topics = several(PROFILE, _("Topics"), [(key, spoken("topics", key)) for key in policy.TOPICS])
    price_kzt = declared(
        PROFILE, forms.IntegerField, label=_("Price of a session, tenge"), help_text="", min_value=PRICES[0],
        max_value=PRICES[1], widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "maxlength": 7}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ("ru", "kk", "en"):
            for name, (label, longest, rows) in WORDS.items():
                self.fields[f"{name}_{code}"] = line(
                    PROFILE, f"{label} — {NAMES[code]}", longest, required=False,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": code}),
                )  # fmt: skip

    def clean_methods(self) -> list[str]:
        methods: list[str] = self.cleaned_data["methods"]
        if len(methods) > 6:
            raise ValidationError(_("Choose six at most: those that you use most."))
        return methods

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in WORDS:
            given = any(self.cleaned_data.get(f"{name}_{code}") for code in NAMES)
            if not given and not any(f"{name}_{code}" in self.errors for code in NAMES):
                self.add_error(f"{name}_ru", _("Write it in one language at least."))
        return cleaned

    def told(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


WORDS = {
    "headline": (_("One line about you"), 160, 2),
    "about": (_("About you"), 3000, 6),
    "approach": (_("How you work"), 3000, 6),
}


class PaperForm(DeclaredForm):
    kind = declared(
        "specialist_documents", forms.ChoiceField, label=_("What it shows"), help_text="", choices=list(PAPERS.items())
    )
    paper = declared(
        "specialist_documents", forms.FileField, label=_("The file"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Never a copy of an identity document."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        max_length=160, allow_empty_file=True,
    )  # fmt: skip
    valid_until_on = day_field(
        "specialist_documents", _("Holds good until"), required=False,
        help_text=_("If the paper has a last day: we remind you before it."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_valid_until_on(self) -> date | None:
        last_day: date | None = self.cleaned_data["valid_until_on"]
        if last_day is not None and last_day < self.today:
            raise ValidationError(_("This paper holds good no more."))
        return last_day


class BeginForm(DeclaredForm):
    agree = declared("consent_records", forms.BooleanField, help_text="", label=_("I agree"))


class SubmitForm(DeclaredForm):
    note = line(
        OTHER, _("A word to whoever looks at it"), 2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    publish = declared(
        "consent_records", forms.BooleanField, help_text="", required=False,
        label=_("I agree that any visitor may read my page, once I am approved. I can take it back at any time."),
    )  # fmt: skip


class AnswerForm(DeclaredForm):
    words = line(
        OTHER, _("Your answer"), 4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Somebody else will look at everything again."),
    )  # fmt: skip


ONE: dict[str, type[StepForm]] = {"person": PersonForm, "register": RegisterForm, "page": PageForm}
ROWS: dict[str, type[StepForm]] = {"education": StudyForm, "practice": PeriodForm}
