"""Forms that ask only for what the register declares: every field names its category, no other field is accepted."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from harmonia import policy

MACHINERY = frozenset({"csrfmiddlewaretoken", "next", "idempotency_key"})


def _register_text(category: str, part: str) -> str:
    text: str = getattr(policy.CATEGORIES[category], part).in_language(get_language() or "ru")
    return text[:1].upper() + text[1:]


register_text = lazy(_register_text, str)


def declared(category: str, field: type[forms.Field], **options: Any) -> Any:
    """A field of a category of the register; its label and help are the register's own words unless given here."""
    if category not in policy.CATEGORIES:
        raise TypeError(f"{category} is not a category of the register")
    options.setdefault("label", register_text(category, "title"))
    options.setdefault("help_text", register_text(category, "explanation"))
    made: Any = field(**options)
    made.category = category  # the field carries its category, and the form refuses one without
    return made


class DeclaredForm(forms.Form):
    """Refuses a field that it did not ask for (row 1), and shows its mistakes in a summary and beside the field."""

    error_css_class = "has-error"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        undeclared = [name for name, field in cls.declared_fields.items() if not hasattr(field, "category")]
        if undeclared:
            raise TypeError(f"{cls.__name__}: {undeclared} name no category of the register")

    def clean(self) -> dict[str, Any] | None:
        expected = MACHINERY | {name for field in self for name in _names(field)}
        if set(self.data) - expected:
            raise ValidationError(
                _("The form sent a field that we did not ask for. Nothing was saved."), code="undeclared"
            )
        return super().clean()


def _names(field: forms.BoundField) -> set[str]:
    widgets: Mapping[str, Any] | list[Any] = getattr(field.field.widget, "widgets_names", [])
    return {field.html_name, *(f"{field.html_name}{suffix}" for suffix in widgets)}
