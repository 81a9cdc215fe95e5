"""One's own letters to us and our answers, one conversation a page; and a form that writes into the same place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.support import operations, queries
from harmonia.support.rules import wording
from harmonia.support.states import ReplyKind
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator

PER_PAGE = 20


class WriteForm(DeclaredForm):
    subject = declared("request_text", forms.CharField, label=gettext_lazy("About what"), max_length=120, help_text="")
    text = declared(
        "request_text",
        forms.CharField,
        label=gettext_lazy("Your letter"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@dataclass(frozen=True)
class Line:
    """One thing said in a conversation."""

    by_us: bool
    at: Any
    sentences: tuple[str, ...]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def letter_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            operations.write_from_cabinet(person=person, subject=said["subject"], text=said["text"], at=now())
        except operations.TooManyLetters:
            messages.error(request, _("You have written a lot today. We read all of it; write on tomorrow."))
        else:
            messages.success(request, _("Your letter has come. You will see it here in a moment, with its number."))
            return redirect("client:letters")
    page = Paginator(queries.threads_of(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "client/letters.html", {"form": form, "page": page, **frame(person)})


@signed_in
@require_safe
def letter_thread(request: HttpRequest, number: int) -> HttpResponse:
    person: Any = request.user
    thread = queries.threads_of(person).filter(pk=number).first()
    if thread is None:
        raise Http404
    letters = queries.letters_of(person, thread)
    lines = [line for each in letters for line in (_letter(each), *(_reply(reply) for reply in each.replies.all()))]
    asked = sorted({each.request_id for each in letters if each.request_id}, key=str)
    return render(
        request, "client/letter_thread.html", {"thread": thread, "lines": lines, "requests": asked, **frame(person)}
    )


def _letter(letter: Any) -> Line:
    said = [letter.subject or "", *(letter.text or "").split("\n\n")]
    files = [_("Attached: %(name)s") % {"name": each["name"] or each["type"]} for each in letter.attachments or []]
    return Line(False, letter.received_at, tuple(part for part in (*said, *files) if part.strip()))


def _reply(reply: Any) -> Line:
    """Without the address of a link: it stands in the mailbox alone, which is what it proves."""
    said = wording.say(ReplyKind(reply.kind), reply.facts, path="", text=reply.text or "")
    return Line(True, reply.written_at, said.sentences)
