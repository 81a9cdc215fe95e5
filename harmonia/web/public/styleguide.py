"""Every component on one page, with its class names: where to look before inventing one. Not in production."""

import re
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harmonia.core import zones
from harmonia.web import charts
from harmonia.web.access import visitor
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator

SPRITE = settings.BASE_DIR / "web" / "static" / "icons" / "icons.svg"
COLOURS = ("paper", "surface", "tint", "line", "ink", "ink-soft", "accent", "accent-tint", "warm", "warm-tint")


class ExampleForm(DeclaredForm):
    name = declared("client_name", forms.CharField)
    email = declared("client_email", forms.EmailField)
    age = declared("client_age", forms.IntegerField, required=False)
    zone = declared("preferences", forms.ChoiceField, choices=zones.choices, label=_("Time zone"), help_text="")
    letters = declared(
        "preferences",
        forms.ChoiceField,
        label=_("Letters"),
        help_text="",
        widget=forms.RadioSelect,
        choices=(("all", _("Send me everything")), ("few", _("Only what I need to know"))),
    )
    agreed = declared("consent_records", forms.BooleanField, label=_("I have read it and agree"), help_text="")


@visitor
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    context = {
        "empty_form": ExampleForm(auto_id="empty_%s"),
        "wrong_form": ExampleForm({"name": ""}),
        "icons": re.findall(r'symbol id="([a-z]+)"', SPRITE.read_text()),
        "colours": COLOURS,
        "now": timezone.now(),
        "page": Paginator(range(30), 10).page(2),
        "chart": charts.bars([("Wed", 12), ("Thu", 0), ("Fri", 34), ("Sat", 21)]),
        "person": SimpleNamespace(name="Айгүл Сәрсенбаева"),
    }
    return render(request, "public/styleguide.html", context)
