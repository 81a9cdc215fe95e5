"""What an editor fills in: one plain source, in each language, for the letter, its page and the SMS."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from harmonia import policy
from harmonia.notices.rules import campaigns as rules
from harmonia.notices.states import Channel, Kind

KINDS = {Kind.NEWS: gettext_lazy("news"), Kind.OFFERS: gettext_lazy("an offer")}
CHANNELS = {Channel.EMAIL: gettext_lazy("by e-mail"), Channel.SMS: gettext_lazy("by SMS")}
LANGUAGES = {"kk": gettext_lazy("in Kazakh"), "ru": gettext_lazy("in Russian"), "en": gettext_lazy("in English")}
NEUTRAL = {"kk": "Жаңалықтар", "ru": "Новости", "en": "News"}
PARTS = ("subject", "body", "action", "sms", "rules")
LABELS = {
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("Letter"),
    "action": gettext_lazy("Name of the link"),
    "sms": gettext_lazy("SMS"),
    "rules": gettext_lazy("Rules of the offer"),
}
LONGEST = {"subject": 90, "body": 6000, "action": 40, "sms": 140, "rules": 3000}
REASONS = {
    "none": gettext_lazy("Choose at least one language."),
    "not_ours": gettext_lazy("An address of our own site, such as /articles/, and nothing behind it."),
    "unknown": gettext_lazy("The news have no such section."),
    "no_days": gettext_lazy("An offer has a first and a last day."),
    "ends_before": gettext_lazy("The last day comes before the first."),
    "empty": gettext_lazy("This is still missing."),
}


def _interests() -> list[tuple[str, str]]:
    spoken = get_language() or "ru"
    everybody = ("", _("everybody who agreed"))
    return [everybody, *((key, each.title.in_language(spoken)) for key, each in policy.INTERESTS.items())]


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, required=False, **options)


class CampaignForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(KINDS.items()))
    channel = forms.ChoiceField(label=gettext_lazy("How it goes"), choices=list(CHANNELS.items()))
    interest = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        choices=lazy(_interests, list),
        required=False,
        help_text=gettext_lazy("Only those who agreed get it. A section of the news: those who ticked it themselves."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It goes only to people who read in one of these."),
    )
    path = forms.RegexField(
        label=gettext_lazy("Where the link leads"),
        regex=rules.OWN_PATH,
        max_length=200,
        error_messages={"invalid": REASONS["not_ours"]},
        help_text=REASONS["not_ours"],
    )
    a_minute = forms.TypedChoiceField(
        label=gettext_lazy("Letters a minute"), coerce=int, choices=[(pace, pace) for pace in rules.PACES]
    )
    offer_from_on = _day(label=gettext_lazy("First day of the offer"))
    offer_until_on = _day(label=gettext_lazy("Last day of the offer"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for code in policy.LANGUAGES:
            for part in PARTS:
                long = part in ("body", "rules")
                self.fields[f"{part}_{code}"] = forms.CharField(
                    label=f"{LABELS[part]}, {LANGUAGES[code]}",
                    max_length=LONGEST[part],
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 6 if part == "body" else 3}) if long else None,
                    help_text=_("Plain paragraphs, an empty line between them.") if part == "body" else "",
                )

    @property
    def about(self) -> list[forms.BoundField]:
        """What is the same in every language."""
        return [self[name] for name in self.fields if name.partition("_")[0] not in PARTS]

    @property
    def words(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """By language: its code, its name, the fields."""
        names = dict(settings.LANGUAGES)
        return [(code, names[code], [self[f"{part}_{code}"] for part in PARTS]) for code in policy.LANGUAGES]

    def clean(self) -> dict[str, Any]:
        """What the table itself asks for; the rest may come later."""
        said = super().clean() or {}
        begins, ends = said.get("offer_from_on"), said.get("offer_until_on")
        if said.get("kind") == Kind.OFFERS and not (begins and ends):
            self.add_error("offer_until_on", REASONS["no_days"])
        elif begins and ends and ends < begins:
            self.add_error("offer_until_on", REASONS["ends_before"])
        return said

    def draft(self) -> rules.Draft:
        said, offer = self.cleaned_data, self.cleaned_data["kind"] == Kind.OFFERS
        return rules.Draft(
            kind=Kind(said["kind"]),
            channel=Channel(said["channel"]),
            path=said["path"],
            interest=said["interest"],
            a_minute=said["a_minute"],
            offer_from_on=said["offer_from_on"] if offer else None,
            offer_until_on=said["offer_until_on"] if offer else None,
            texts={code: self._words(code) for code in policy.LANGUAGES if code in said["languages"]},
        )

    def _words(self, code: str) -> rules.Words:
        return rules.Words(**{part: self.cleaned_data[f"{part}_{code}"].strip() for part in PARTS})

    def show(self, faults: tuple[rules.Fault, ...]) -> None:
        """Each beside its field, once the form was cleaned."""
        for fault in faults:
            place = f"{fault.place}_{fault.language}" if fault.language else fault.place
            self.add_error(place, words_of(fault))


def words_of(fault: rules.Fault) -> str:
    if fault.reason == "revealing":
        found = ", ".join(f"«{stem}…»" for stem in fault.found)
        return _("Whoever looks over the person's shoulder would learn what we are: %(words)s") % {"words": found}
    return str(REASONS[fault.reason])


def new_values() -> dict[str, Any]:
    """What a fresh form holds: all languages, neutral subjects."""
    subjects = {f"subject_{code}": said for code, said in NEUTRAL.items()}
    return {"languages": list(policy.LANGUAGES), "a_minute": rules.PACES[1], "path": "/", **subjects}


def values_of(draft: rules.Draft) -> dict[str, Any]:
    """A stored draft as the form holds it."""
    names = ("kind", "channel", "interest", "languages", "path", "a_minute", "offer_from_on", "offer_until_on")
    words = {
        f"{part}_{code}": getattr(said, part) for code, said in draft.texts.items() for part in PARTS
    }  # fmt: skip
    return {**{name: getattr(draft, name) for name in names}, **words}
