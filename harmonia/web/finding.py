"""Choosing one of very many by a part of the name. Without a script: the button beside the name sends the whole form,
checks nothing, and brings all that was typed back with at most twenty to choose from.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST = 20


class Found(forms.RadioSelect):
    widgets_names = ["", "_name", "_find"]


class FoundField(forms.TypedChoiceField):
    """`find` says among whom; the field then offers whom the typed name finds, and whoever is chosen already."""

    widget = Found
    sought = ""
    is_sought = False

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=UUID, **options)

    def find(self, form: forms.Form, name: str, among: QuerySet[Any]) -> None:
        said: Any = form.data if form.is_bound else form.initial
        self.sought = str(said.get(f"{name}_name", "")).strip()
        rows = list(among.filter(display_name__icontains=self.sought).values_list("pk", "display_name")[: MOST + 1])
        is_cut = len(rows) > MOST
        self.is_sought = is_cut or bool(self.sought)
        offered = rows[:MOST] if self.sought or not is_cut else []
        chosen = among.filter(pk=_number(said.get(name))).values_list("pk", "display_name")
        self.choices = list(dict([*chosen, *offered]).items())
        self.help_text = _told(self.sought, len(rows)) or self.help_text


def _told(sought: str, number: int) -> str:
    if sought and not number:
        return _("Nobody is found by this name. Try a part of it.")
    if sought and number > MOST:
        return _("The first %(number)s are shown. Type more of the name to find others.") % {"number": MOST}
    if number > MOST:
        return _("Type a part of the name and press “Find”.")
    return ""


def _number(chosen: Any) -> Any:
    try:
        return forms.UUIDField(required=False).clean(chosen)
    except ValidationError:
        return None


def sent(request: HttpRequest, name: str) -> dict[str, Any]:
    """What the form is made of: checked when it is sent for good, only filled while somebody is being looked for."""
    if request.method != "POST":
        return {}
    if f"{name}_find" in request.POST:
        return {"initial": request.POST.dict()}
    return {"data": request.POST}
