"""For whoever has no account, cannot sign in, or speaks for another: ask without signing in, and show who asks.

Every answer here is the same whether there is an account or not: nothing is looked up before a mailbox has answered,
and for another person not before somebody of us has seen a proof.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.accounts.operations import guessing
from harmonia.accounts.rules import identity
from harmonia.accounts.states import Guess
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.states import AskedBy, RequestKind, RequestWay
from harmonia.web import asking
from harmonia.web.access import visitor
from harmonia.web.client.request_forms import text_field
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.network import network_of
from harmonia.web.public.waiting import wait_words

GONE = 410
ASKERS = [
    (AskedBy.SELF, _("For myself")),
    (AskedBy.REPRESENTATIVE, _("For another person, whose representative I am")),
]


def _email(**options: Any) -> Any:
    return declared("request_text", forms.EmailField, max_length=254, **options)


class AskForm(DeclaredForm):
    asked_by = declared(
        "rights_requests",
        forms.ChoiceField,
        label=_("For whom do you ask?"),
        help_text="",
        choices=ASKERS,
        widget=forms.RadioSelect,
        initial=AskedBy.SELF,
    )
    kind = declared(
        "rights_requests",
        forms.ChoiceField,
        label=_("What do you ask for?"),
        help_text="",
        choices=[(key, kind.title) for key, kind in asking.KINDS.items()],
    )
    contact = _email(
        label=_("Your e-mail address"),
        help_text=_("We send a link there to confirm that it is you, and then the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    about = _email(
        label=_("The address of the person for whom you ask"),
        help_text=_("Only if you ask for another."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    text = text_field(
        label=_("In your own words"),
        help_text=_("No copies of documents, please: we ask for none and keep none."),
        required=False,
    )

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if said.get("asked_by") == AskedBy.REPRESENTATIVE and not said.get("about"):
            self.add_error("about", _("Write the address of the person for whom you ask."))
        return said


class EvidenceForm(DeclaredForm):
    evidence = declared(
        "request_text",
        forms.CharField,
        label=_("What gives you the right to ask?"),
        help_text=_("The kind, number and date of the document, and who issued it. It is deleted when we are done."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        try:
            _open(request, form.cleaned_data)
        except guessing.TooManyAttempts as beyond:
            form.add_error(None, wait_words(beyond.until))
        else:
            return redirect("public:request_sent")
    return render(request, "public/request_ask.html", {"form": form})


def _open(request: HttpRequest, said: dict[str, Any]) -> None:
    """Raises TooManyAttempts: nobody fills another's mailbox from here."""
    mailbox = f"requests {identity.email(said['contact'])}".encode()
    guessing.count(Guess.RECOVERY, account=mailbox, network=network_of(request), at=now())
    operations.open_request(
        kind=said["kind"],
        way=RequestWay.FORM,
        person_id=None,
        asked_by=said["asked_by"],
        contact=said["contact"],
        about=said["about"] if said["asked_by"] == AskedBy.REPRESENTATIVE else "",
        text=said["text"],
        language=get_language() or "ru",
        at=now(),
    )


@visitor
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "public/request_sent.html")


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link is about, with a button for yes and one for no: whatever opens links by itself changes nothing."""
    try:
        found = operations.opened(token, at=now())
    except operations.StaleLink:
        return _stale(request, token)
    own = found.asked_by == AskedBy.SELF
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (own or form.is_valid()):
        return _answered(request, token, form, own=own)
    context = {"found": found, "kind": asking.KINDS[RequestKind(found.kind)], "own": own, "form": form}
    return render(request, "public/request_confirm.html", context)


def _answered(request: HttpRequest, token: str, form: EvidenceForm, *, own: bool) -> HttpResponse:
    try:
        if not own:
            operations.pass_on_evidence(token=token, evidence=form.cleaned_data["evidence"], at=now())
        elif request.POST.get("answer") == "no":
            operations.deny(token=token, at=now())
            return render(request, "public/request_confirmed.html", {"denied": True})
        else:
            operations.confirm(token=token, at=now())
    except operations.StaleLink:
        return _stale(request, token)
    return render(request, "public/request_confirmed.html", {"own": own})


def _stale(request: HttpRequest, token: str) -> HttpResponse:
    """Too old, used or invented: one page for all, and the way to another link, which says nothing either."""
    if request.method == "POST" and request.POST.get("answer") == "renew":
        operations.renew_link(token=token)
        return redirect("public:request_sent")
    return render(request, "public/request_stale.html", status=GONE)
