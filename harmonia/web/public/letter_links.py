"""Where the links of our answers to letters lead. No session: a number that only the known address was told is all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from harmonia.support import operations
from harmonia.support.states import Intent, LinkKind
from harmonia.web.access import visitor

ASKED = {
    Intent.WITHDRAW_EVERYTHING: _("to withdraw your consents"),
    Intent.WITHDRAW_MARKETING: _("to send you no more news and offers"),
    Intent.ERASURE: _("to delete your data"),
    Intent.INFORMATION: _("to tell you what we hold about you"),
    Intent.CORRECTION: _("to correct your data"),
    Intent.BLOCKING: _("to block your data"),
    Intent.COMPLAINT: _("to look into a complaint"),
    Intent.NOT_ME: _("to close an account that is not yours"),
}


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link offers, and a button that does it: whatever opens links by itself changes nothing."""
    try:
        if request.method == "POST":
            used = operations.use(token=token, at=now())
            return render(request, "public/letter_link.html", {"done": LinkKind(used.kind)})
        offer = operations.offered(token=token, at=now())
    except operations.UnknownLink:
        return render(request, "public/letter_link.html", {"over": True}, status=404)
    asked = [ASKED[intent] for intent in offer.intents if intent in ASKED]
    return render(request, "public/letter_link.html", {"offer": offer, "kind": offer.kind, "asked": asked})
