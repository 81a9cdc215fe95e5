from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harmonia.web.access import visitor
from harmonia.web.forms import DeclaredForm, declared


class ExampleForm(DeclaredForm):
    name = declared("client_name", forms.CharField)
    email = declared("client_email", forms.EmailField)
    age = declared("client_age", forms.IntegerField, required=False)


@visitor
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build pages; not in production."""
    if not settings.DEMO:
        raise Http404
    context = {
        "empty_form": ExampleForm(auto_id="empty_%s"),
        "wrong_form": ExampleForm({"name": ""}),
        "now": timezone.now(),
    }
    return render(request, "public/styleguide.html", context)
