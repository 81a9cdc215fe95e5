"""A note as a form: a field for each part of its template."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from harmonia.practice.rules import templates
from harmonia.web.forms import DeclaredForm, declared

CATEGORY = "session_notes"
ROWS, ROWS_OF_ONE = 4, 14


class NoteForm(DeclaredForm):
    """Its fields are made by `note_form`; `parts` is what was written."""

    template: templates.Template

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            try:
                templates.filled(self.template.key, self.parts)
            except templates.EmptyNote:
                self.add_error(self.template.parts[0].key, _("Write something in one of the fields."))
        return cleaned

    @property
    def parts(self) -> dict[str, str]:
        return {part.key: self.cleaned_data.get(part.key, "") for part in self.template.parts}


def note_form(template: templates.Template, data: Any = None, *, parts: Any = None, edition: int = 1) -> NoteForm:
    language = get_language() or "ru"
    rows = ROWS if len(template.parts) > 1 else ROWS_OF_ONE
    fields = {
        part.key: declared(
            CATEGORY,
            forms.CharField,
            label=part.title.in_language(language),
            help_text=part.hint.in_language(language),
            required=False,
            max_length=templates.LONGEST_PART,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": _("This is too long. Please shorten it.")},
        )
        for part in template.parts
    }
    fields["edition"] = declared(CATEGORY, forms.IntegerField, min_value=1, widget=forms.HiddenInput)
    made: Any = type("FilledNoteForm", (NoteForm,), {**fields, "template": template, "__module__": __name__})
    form: NoteForm = made(data, initial={**(parts or {}), "edition": edition})
    return form
