"""News and offers to many: one writes, another approves, either lets it go, rest or stop, and sees how far it is."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.core import jobs
from harmonia.core.moves import WrongState
from harmonia.notices import permissions
from harmonia.notices.operations import campaigns as operations
from harmonia.notices.operations import mailing
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules import campaigns as rules
from harmonia.notices.states import CampaignState, Channel
from harmonia.web import documents
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.campaign_forms import CHANNELS, KINDS, LANGUAGES, CampaignForm, new_values, values_of

PER_PAGE = 25
writers = staff_only(EDITOR, purpose=policy.NEWS)
runners = staff_only(EDITOR, OWNER, purpose=policy.NEWS)
STATES = {
    CampaignState.DRAFT: gettext_lazy("being written"),
    CampaignState.PROPOSED: gettext_lazy("waits for a second person"),
    CampaignState.APPROVED: gettext_lazy("approved, not begun"),
    CampaignState.SENDING: gettext_lazy("goes out"),
    CampaignState.PAUSED: gettext_lazy("rests"),
    CampaignState.DONE: gettext_lazy("is out"),
    CampaignState.STOPPED: gettext_lazy("stopped"),
}
BADGES = {
    CampaignState.PROPOSED: "badge-waiting",
    CampaignState.PAUSED: "badge-waiting",
    CampaignState.SENDING: "badge-accent",
    CampaignState.DONE: "badge-good",
}
OUTCOMES = {
    "queued": gettext_lazy("queued"),
    "sent": gettext_lazy("sent"),
    "skipped": gettext_lazy("not sent"),
    "failed": gettext_lazy("failed"),
    "unsubscribed": gettext_lazy("took the consent back within a week of it"),
}
WHY = {
    "no_consent": gettext_lazy("the consent was taken back meanwhile"),
    "not_wanted": gettext_lazy("switched off in the cabinet"),
    "account_closed": gettext_lazy("the account is closed"),
    "address_unverified": gettext_lazy("the address is not proved"),
    "address_dead": gettext_lazy("letters to the address come back"),
    "erased": gettext_lazy("the account is erased"),
    "stopped": gettext_lazy("it was stopped"),
    "offer_over": gettext_lazy("the offer was over"),
    "undeliverable": gettext_lazy("there is no such address"),
    "carrier_away": gettext_lazy("the carrier did not take it"),
    "interrupted": gettext_lazy("broken off while it was handed over; not repeated"),
    "too_late": gettext_lazy("too late"),
}
ANSWERS = {
    "send-back": operations.send_back,
    "begin": operations.begin,
    "pause": operations.pause,
    "stop": operations.stop,
}


def _who(request: HttpRequest) -> Any:
    return request.user


@runners
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.campaigns().prefetch_related("texts"), PER_PAGE).get_page(request.GET.get("page"))
    sums = queries.sums(each.pk for each in page)
    rows = [{"sent": sums.get((each.pk, "sent"), 0), **_in_words(each)} for each in page]
    return render(request, "staff/campaigns.html", {"page": page, "rows": rows})


def _in_words(found: Any) -> dict[str, Any]:
    state, draft = CampaignState(found.state), queries.draft_of(found)
    spoken = documents.language() if documents.language() in draft.texts else next(iter(draft.texts), "")
    words = draft.texts.get(spoken, rules.Words())
    interest = policy.INTERESTS.get(found.interest)
    return {
        "campaign": found,
        "title": (words.sms if found.channel == Channel.SMS else words.subject) or _("Without a subject yet"),
        "state": STATES[state],
        "badge": BADGES.get(state, ""),
        "kind": KINDS[draft.kind],
        "channel": CHANNELS[draft.channel],
        "interest": interest.title.in_language(documents.language()) if interest else "",
    }


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None, initial=new_values())
    if request.method == "POST" and form.is_valid():
        made = operations.write(draft=form.draft(), by=_who(request), at=now())
        return redirect("staff:campaign", made.pk)
    return render(request, "staff/campaign_write.html", {"form": form})


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?lacks`: with what is missing beside each field."""
    found = _found(pk)
    try:
        permissions.check_rewrite(_who(request), found)
    except permissions.Denied:
        return redirect("staff:campaign", pk)
    draft = queries.draft_of(found)
    asked = "lacks" in request.GET and request.method != "POST"
    values = values_of(draft)
    form = CampaignForm(values if asked else request.POST or None, initial=values)
    if asked and form.is_valid():
        form.show(rules.faults(draft))
    elif request.method == "POST" and form.is_valid():
        operations.rewrite(campaign_id=pk, draft=form.draft(), by=_who(request), at=now())
        return redirect("staff:campaign", pk)
    return render(request, "staff/campaign_write.html", {"form": form, "campaign": found})


def _found(pk: UUID) -> Any:
    found = queries.campaign(pk)
    if found is None:
        raise Http404
    return found


@runners
@require_safe
def campaign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words in each language, to how many it would go, and, under way, how far it is."""
    found = _found(pk)
    context = {**_in_words(found), **_progress(found), "mine": found.written_by == _who(request).pk}
    if request.headers.get("HX-Request"):
        return render(request, "staff/_campaign_progress.html", context)
    counted = queries.count(found, at=now()) if found.begun_at is None else {}
    context |= {
        "previews": _previews(found),
        "audience": [(LANGUAGES[code], number) for code, number in counted.items()],
        "audience_total": sum(counted.values()),
        "not_begun": found.begun_at is None,
        "languages_said": [(code, LANGUAGES[code]) for code in found.languages],
    }
    return render(request, "staff/campaign.html", context)


def _progress(found: Any) -> dict[str, Any]:
    tallies = queries.tallies(found)
    queued = tallies.get(("queued", ""), 0)
    finished = sum(number for (outcome, _why), number in tallies.items() if outcome in ("sent", "skipped", "failed"))
    report = [
        {"outcome": OUTCOMES[outcome], "why": WHY.get(why, why), "number": number}
        for (outcome, why), number in sorted(tallies.items(), key=lambda each: list(OUTCOMES).index(each[0][0]))
    ]
    return {"report": report, "queued": queued, "finished": finished, "going": found.state == CampaignState.SENDING}


def _previews(found: Any) -> list[dict[str, Any]]:
    previews = []
    for code in found.languages:
        with translation.override(code):
            said = mailing.words(found, code)
        previews.append({"code": code, "language": LANGUAGES[code], "said": said, "parts": rules.sms_parts(said.sms)})
    return previews


@runners
@require_POST
def campaign_answer(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    _found(pk)
    try:
        if answer == "propose":
            operations.propose(campaign_id=pk, by=_who(request), at=now())
        elif answer == "approve":
            shown = request.POST.get("content_sha256", "")
            operations.approve(campaign_id=pk, content_sha256=shown, by=_who(request), at=now())
        elif answer in ANSWERS:
            ANSWERS[answer](campaign_id=pk, by=_who(request), at=now())
        else:
            raise Http404
    except operations.Incomplete:
        return redirect(f"{request.path.removesuffix('propose/')}write/?lacks=")
    except permissions.Denied:
        messages.error(request, _("That is for another person to do: who writes does not approve."))
    except operations.Changed:
        messages.error(request, _("It was changed meanwhile. Please look at it again."))
    except WrongState:
        messages.info(request, _("Somebody was faster: it stands elsewhere by now."))
    return redirect("staff:campaign", pk)


@runners
@require_POST
def campaign_trial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To oneself, in one language, as everybody would get it."""
    found = _found(pk)
    code = request.POST.get("language", "")
    if code not in found.languages:
        raise Http404
    jobs.defer(
        "notices.campaign_trial", campaign_id=pk, person_id=_who(request).pk, language=code, trial_id=uuid4()
    )  # fmt: skip
    messages.success(request, _("A trial is on its way to your own address."))
    return redirect("staff:campaign", pk)
