"""What goes over, and to whom."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.web.finding import FoundField
from harmonia.web.forms import DeclaredForm, declared


class HandOverForm(DeclaredForm):
    summary = declared(
        "messages",
        forms.BooleanField,
        label=gettext_lazy("A summary that this specialist writes, and that you read first"),
        help_text=gettext_lazy("Nothing goes over before you have read it and said yes."),
        required=False,
    )
    attendance = declared(
        "appointments",
        forms.BooleanField,
        label=gettext_lazy("How many sessions you had, and from when to when"),
        help_text="",
        required=False,
    )
    receiver = declared(
        "appointments",
        FoundField,
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("Seen there only while you work together."),
        error_messages={"required": gettext_lazy("Choose to whom it goes.")},
    )

    def __init__(self, *arguments: Any, receivers: QuerySet[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["receiver"]
        field.find(self, "receiver", receivers)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = self.cleaned_data
        if not said.get("summary") and not said.get("attendance"):
            self.add_error("summary", _("Tick what goes over, or press “Nothing goes over”."))
        return cleaned
