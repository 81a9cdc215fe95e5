"""What the privacy officer fills in. The grounds are the register's, and only those that fit the kind of request."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia import policy
from harmonia.core import working_days
from harmonia.privacy.states import AskedBy
from harmonia.web import asking, documents
from harmonia.web.staff.register_forms import long

CORRECTED = {"client_name": gettext_lazy("name"), "client_age": gettext_lazy("age")}


class AnswerForm(forms.Form):
    text = long(label=gettext_lazy("The answer, as the person will read it"))


class RefusalForm(forms.Form):
    ground = forms.ChoiceField(label=gettext_lazy("The ground"))
    text = long(label=gettext_lazy("In your own words, beside the ground"), required=False)

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["ground"]
        spoken = documents.language()
        field.choices = [
            (key, f"{each.title.in_language(spoken)} ({each.law})") for key, each in policy.refusals_for(kind).items()
        ]


class CorrectionForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("What is corrected"), choices=list(CORRECTED.items()))
    value = forms.CharField(label=gettext_lazy("The right value"), max_length=80)


class PaperForm(forms.Form):
    """A request that came on paper, typed in. Identity documents are looked at and never copied."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail of the person whom it is about"), max_length=254, required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is asked for"), choices=[(key, each.title) for key, each in asking.KINDS.items()]
    )
    asked_by = forms.ChoiceField(
        label=gettext_lazy("Who asks"), choices=list(asking.ASKERS.items()), initial=AskedBy.SELF
    )
    received_on = forms.DateField(
        label=gettext_lazy("The day of receipt"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    contact = forms.EmailField(
        label=gettext_lazy("Where to answer, if there is no account"), max_length=254, required=False
    )
    text = long(label=gettext_lazy("What the paper says"))
    proved = forms.BooleanField(
        label=gettext_lazy("I have seen what shows who asks, and have made no copy"), required=False
    )

    def clean_received_on(self) -> datetime:
        """The clock runs from the day of receipt: a later hour of that day gives not a minute more."""
        day = self.cleaned_data["received_on"]
        if day > working_days.day_of(timezone.now()):
            raise ValidationError(_("This day has not come yet."))
        return min(datetime.combine(day, time(12), working_days.ZONE), timezone.now())
