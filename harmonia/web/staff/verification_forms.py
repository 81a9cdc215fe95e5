"""A verifier's decision: each criterion that is asked today, with its reason, then the whole."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia import policy
from harmonia.specialists.operations import Finding
from harmonia.specialists.states import Outcome
from harmonia.web import application_words as words

MET, LACKING, UNSEEN = "met", "lacking", "unseen"
CHOICES = [
    (MET, gettext_lazy("met")),
    (LACKING, gettext_lazy("lacking")),
    (UNSEEN, gettext_lazy("not looked at")),
]
WHOLE = [
    (Outcome.APPROVED, gettext_lazy("Approve")),
    (Outcome.RETURNED, gettext_lazy("Return to be completed")),
    (Outcome.REFUSED, gettext_lazy("Refuse")),
]


class DecisionForm(forms.Form):
    """`rows` pairs the fields of each criterion, in the register's order."""

    outcome = forms.ChoiceField(label=gettext_lazy("The decision"), choices=WHOLE, widget=forms.RadioSelect)
    conclusion = forms.CharField(
        label=gettext_lazy("Its reason, to the applicant"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = policy.asked_on(on)
        for each in self.asked:
            label = words.title(each.key)
            self.fields[each.key] = forms.ChoiceField(
                label=label, choices=CHOICES, widget=forms.RadioSelect, initial=UNSEEN
            )
            self.fields[f"{each.key}_reason"] = forms.CharField(
                label=_("Why: %(criterion)s") % {"criterion": label}, max_length=2000, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[policy.Criterion, forms.BoundField, forms.BoundField]]:
        return [(each, self[each.key], self[f"{each.key}_reason"]) for each in self.asked]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        for each in self.asked:
            if said.get(each.key) in (MET, LACKING) and not said.get(f"{each.key}_reason"):
                self.add_error(f"{each.key}_reason", _("Each finding needs its reason."))
            if said.get("outcome") == Outcome.APPROVED and said.get(each.key) != MET:
                self.add_error(each.key, _("An approval needs this to be met."))
        undecided = not any(said.get(each.key) == LACKING for each in self.asked)
        if said.get("outcome") in (Outcome.RETURNED, Outcome.REFUSED) and undecided:
            self.add_error("outcome", _("Say which criterion is lacking."))
        return cleaned

    def findings(self) -> list[Finding]:
        said = self.cleaned_data
        return [
            Finding(criterion=each.key, is_met=said[each.key] == MET, reason=said[f"{each.key}_reason"])
            for each in self.asked
            if said[each.key] != UNSEEN
        ]
