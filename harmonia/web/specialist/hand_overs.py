"""A summary that a client asked for, and the end of the practice."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from harmonia.policy import SERVICE
from harmonia.practice import operations, queries
from harmonia.practice.rules.handing_over import LONGEST_NOTICE, LONGEST_SUMMARY
from harmonia.web.access import specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.specialist.clients import in_words

NOTES_SHOWN = 30


class SummaryForm(DeclaredForm):
    text = declared(
        "messages",
        forms.CharField,
        label=gettext_lazy("The summary"),
        help_text=gettext_lazy(
            "What you worked on, what helped, where the next one may go on. No diagnosis; the client reads it first."
        ),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={
            "required": gettext_lazy("Write the summary, or leave the page as it is."),
            "max_length": gettext_lazy("This is too long. Please shorten it."),
        },
    )


class LeaveForm(DeclaredForm):
    last_on = declared(
        "specialist_profile",
        forms.DateField,
        label=gettext_lazy("The last day on which you meet clients"),
        help_text=gettext_lazy("From today to ninety days ahead."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("This is no day. Please choose one."),
        },
    )
    sure = declared(
        "specialist_profile",
        forms.BooleanField,
        label=gettext_lazy("I end my practice here"),
        help_text="",
        error_messages={"required": gettext_lazy("Tick this if you are sure.")},
    )

    def clean_last_on(self) -> Any:
        day, today = self.cleaned_data["last_on"], timezone.localdate()
        if not today <= day <= today + LONGEST_NOTICE:
            raise ValidationError(_("Choose a day from today to ninety days ahead."))
        return day


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open while the client waits for the summary: with it the notes, which are the author's own, and nothing else."""
    person: Any = request.user
    found = get_object_or_404(queries.asked_of(person), pk=pk)
    form = SummaryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_summary(
                author=person, hand_over_id=pk, text=form.cleaned_data["text"], at=timezone.now()
            )  # fmt: skip
        except (operations.WrongState, operations.ConsentMissing):
            raise Http404 from None
        messages.success(request, _("Written. It goes over when the client has read it and said yes."))
        return redirect("specialist:client_list")
    notes = queries.with_keys(queries.notes_of(person, found.client_id)[:NOTES_SHOWN])
    context = {"name": found.client.name, "form": form, "notes": [in_words(note) for note in notes]}
    return render(request, "specialist/hand_over.html", context, status=422 if form.is_bound else 200)


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    specialist = queries.specialist_of(person)
    if specialist is None:
        raise Http404
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.leave(person=person, last_on=form.cleaned_data["last_on"], at=timezone.now())
        except operations.AlreadyLeaving:
            messages.info(request, _("You have said so before."))
        except operations.BadDay:
            form.add_error("last_on", _("Choose a day from today to ninety days ahead."))
        else:
            messages.success(request, _("Your page is no longer shown. Your clients are being told."))
        if form.is_valid():
            return redirect("specialist:leave")
    context = {"form": form, "leaving": queries.leaving_of(specialist.pk)}
    return render(request, "specialist/leave.html", context, status=422 if form.is_bound else 200)
