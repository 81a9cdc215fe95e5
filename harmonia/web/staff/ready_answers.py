"""Answers that staff give often: written once in three languages, read over and changed each time they are used."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, SUPPORT
from harmonia.support import operations, queries
from harmonia.support.rules import ready
from harmonia.web.access import staff_only

LONGEST = 4000
writers = staff_only(SUPPORT, PRIVACY_OFFICER, OWNER)


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class ReadyAnswerForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What staff call it"), max_length=80)
    kk = _words(gettext_lazy("In Kazakh"))
    ru = _words(gettext_lazy("In Russian"))
    en = _words(gettext_lazy("In English"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for language in policy.LANGUAGES:
            if unknown := ready.unknown_blanks(cleaned.get(language, "")):
                self.add_error(language, _("Nothing is put in here: %(blanks)s") % {"blanks": ", ".join(unknown)})
        return cleaned

    @property
    def text(self) -> policy.Text:
        return policy.Text(**{language: self.cleaned_data[language] for language in policy.LANGUAGES})


@writers
@require_safe
def ready_answer_list(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/ready_answers.html", {"answers": queries.ready_answers()})


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def ready_answer_new(request: HttpRequest) -> HttpResponse:
    return _edited(request, None, {})


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def ready_answer(request: HttpRequest, number: int) -> HttpResponse:
    try:
        found = queries.ready_answer(number)
    except ObjectDoesNotExist:
        raise Http404 from None
    said: dict[str, str] = {language: found.text.in_language(language) for language in policy.LANGUAGES}
    return _edited(request, number, said | {"title": found.title})


def _edited(request: HttpRequest, number: int | None, said: dict[str, str]) -> HttpResponse:
    by: Any = request.user
    form = ReadyAnswerForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_ready(title=form.cleaned_data["title"], text=form.text, by=by, at=now(), number=number)
        except operations.TitleTaken:
            form.add_error("title", _("Another ready answer is called so."))
        else:
            messages.success(request, _("The ready answer is kept."))
            return redirect("staff:ready_answers")
    blanks = [f"{{{name}}}" for name in ready.BLANKS]
    return render(request, "staff/ready_answer.html", {"form": form, "number": number, "blanks": blanks})


@writers
@require_POST
def ready_answer_drop(request: HttpRequest, number: int) -> HttpResponse:
    by: Any = request.user
    try:
        operations.drop_ready(number=number, by=by, at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The ready answer is gone."))
    return redirect("staff:ready_answers")
