"""What a request asks for: a few words at most, and which of one's agreements it is about."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.web.forms import DeclaredForm, declared

TEXT_LONGEST = 8000


def text_field(**options: Any) -> Any:
    widget = forms.Textarea(attrs={"rows": 5})
    return declared(
        "request_text", forms.CharField, widget=widget, max_length=TEXT_LONGEST, **{"help_text": "", **options}
    )


class RequestForm(DeclaredForm):
    text = text_field(required=False)
    about = declared(
        "rights_requests",
        forms.ChoiceField,
        choices=[("", ""), *((key, key) for key in policy.CATEGORIES)],
        widget=forms.HiddenInput,
        required=False,
        label="",
        help_text="",
    )

    def __init__(self, *arguments: Any, question: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["text"].label = question


class WithdrawalForm(RequestForm):
    """Nothing is ticked beforehand; whoever wants everything ticks everything."""

    agreements = declared(
        "consent_records",
        forms.MultipleChoiceField,
        label=_("Which consents do you withdraw?"),
        help_text="",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one consent.")},
    )
    field_order = ("agreements", "text", "about")

    def __init__(self, *arguments: Any, agreements: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        spoken = get_language() or "ru"
        field: Any = self.fields["agreements"]
        field.choices = [(key, policy.AGREEMENTS[key].title.in_language(spoken)) for key in agreements]
