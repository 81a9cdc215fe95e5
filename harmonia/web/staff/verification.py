"""The verifiers' queues: applications by their clock, profiles and articles with doubtful words, entries to look up
again. The list says nothing of anybody; what was said and sent opens to the one who has the application in hand, for a
named purpose, and the applicant sees in his cabinet who opened it.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import VERIFIER
from harmonia.core import working_days
from harmonia.privacy.rules import registers
from harmonia.specialists import operations, permissions, queries, rules
from harmonia.specialists.states import IN_QUEUE, ApplicationState, Unlisted
from harmonia.web import application_words as words
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.paging import Paginator
from harmonia.web.specialist import application_forms as said_forms
from harmonia.web.staff.queues import in_hands
from harmonia.web.staff.verification_forms import DecisionForm
from harmonia.wellbeing import queries as articles

PER_PAGE = 25
verifiers = staff_only(VERIFIER, purpose=policy.VERIFICATION)


@verifiers
@require_safe
def verification_list(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", ApplicationState.SUBMITTED)
    if chosen not in ApplicationState.values or chosen == ApplicationState.DRAFT:
        raise Http404
    page = Paginator(queries.queue(chosen), PER_PAGE).get_page(request.GET.get("page"))
    shown = [state for state in ApplicationState.values if state != ApplicationState.DRAFT]
    context = {
        "page": page,
        "rows": [_clock(one) for one in page],
        "tabs": [(state, words.STATES[state], state == chosen) for state in shown],
        **_counts(),
    }
    return render(request, "staff/verifications.html", context)


def _counts() -> dict[str, int]:
    return {
        "flagged": queries.flagged().count(),
        "to_recheck": queries.to_recheck(on=working_days.day_of(now())).count(),
    }


def _clock(application: Any) -> dict[str, Any]:
    running, moment = application.state in IN_QUEUE, now()
    return {
        "application": application,
        "state": words.STATES[application.state],
        "badge": words.BADGES.get(application.state, ""),
        "again": application.refused_by is not None,
        "overdue": running and application.due_at < moment,
        "days_left": working_days.working_days_between(moment, application.due_at) if running else None,
    }


@verifiers
@require_safe
def verification(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "staff/verification.html", _context(request, _found(request, pk)))


def _found(request: HttpRequest, pk: UUID) -> Any:
    by: Any = request.user
    found = queries.for_desk(pk, by)
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, found: Any) -> dict[str, Any]:
    by: Any = request.user
    spoken = documents.language()
    purposes = registers.may_open(by.roles, "specialist_documents")
    return {
        **_clock(found),
        "mine": found.taken_by == by.pk,
        "waits": found.state in IN_QUEUE,
        "barred": _("You refused it before: somebody else looks at the answer.") if found.refused_by == by.pk else "",
        "hands": in_hands("verification", found.pk, found.taken_by, by),
        "purposes": [(key, policy.PURPOSES[key].title.in_language(spoken)) for key in purposes],
    }


@verifiers
@require_POST
@freshly_confirmed
def verification_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said and sent, for one named purpose; on this answer only."""
    found = _found(request, pk)
    form = DecisionForm(on=working_days.day_of(now()))
    return _opened(request, found, form) or redirect("staff:verification", pk=pk)


def _opened(request: HttpRequest, found: Any, form: DecisionForm, status: int = 200) -> HttpResponse | None:
    """None: no purpose was named, or somebody else has it in hand; the reason is said."""
    context, purpose = _context(request, found), request.POST.get("purpose", "")
    if purpose not in dict(context["purposes"]):
        messages.error(request, _("Say what you need it for."))
        return None
    if not context["mine"]:
        messages.error(request, _("Take it first: one verifier looks at a time."))
        return None
    opened = {"purpose": purpose, "form": form, **_told(found)}
    return render(request, "staff/verification.html", {**context, "opened": opened}, status=status)


def _told(found: Any) -> dict[str, Any]:
    said, today = queries.said_in(found), working_days.day_of(now())
    spoken = documents.language()
    page = said.answers.get("page", {})
    return {
        "name": said.answers.get("person", {}).get("full_name", ""),
        "born_on": said.born_on,
        "studies": [(said_forms.EDUCATIONS[one["kind"]], one) for one in said.answers.get("studies", ())],
        "periods": said.answers.get("periods", ()),
        "years": rules.years_of_practice(said.since(today), today),
        "register": said.answers.get("register", {}),
        "page": [(label, page.get(f"{name}_{code}"), code) for name, (label, *_rest) in said_forms.WORDS.items()
                 for code in said_forms.NAMES if page.get(f"{name}_{code}")],
        "claims": [(words.CLAIMS[one.kind], one.words) for one in rules.claims_of_page(page)],
        "short": [words.title(key) for key in rules.shortcomings_of(said, on=today)],
        "papers": [words.paper(document, said_forms.PAPERS) for document in queries.all_papers_of(found)],
        "looks_at": {key: each.looks_at.in_language(spoken) for key, each in policy.CRITERIA.items()},
        "decisions": words.decisions(queries.remarks_of(found)),
    }  # fmt: skip


@verifiers
@require_POST
@freshly_confirmed
def verification_paper(request: HttpRequest, pk: UUID, file: UUID) -> Any:  # a stream, which Django does not count
    """A clean paper, for one named purpose; to be saved, never to be shown by the browser."""
    by: Any = request.user
    found = _found(request, pk)
    if request.POST.get("purpose", "") not in registers.may_open(by.roles, "specialist_documents"):
        messages.error(request, _("Say what you need it for."))
        return redirect("staff:verification", pk=pk)
    try:
        given = operations.give(application_id=found.pk, document_id=file, by=by, at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except permissions.Denied:
        messages.error(request, _("Take it first: one verifier looks at a time."))
        return redirect("staff:verification", pk=pk)
    except operations.InQuarantine:
        messages.error(request, _("This file is in quarantine: it opens only when the scanner has found it clean."))
        return redirect("staff:verification", pk=pk)
    response = StreamingHttpResponse(given.chunks, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, given.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@verifiers
@require_POST
@freshly_confirmed
def verification_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(request, pk), DecisionForm(request.POST, on=working_days.day_of(now()))
    if not form.is_valid() or not _decided(request, pk, form):
        return _opened(request, found, form, status=422) or redirect("staff:verification", pk=pk)
    messages.success(request, _("Decided. The applicant is told, with every reason."))
    return redirect("staff:verifications")


def _decided(request: HttpRequest, pk: UUID, form: DecisionForm) -> bool:
    by: Any = request.user
    said = form.cleaned_data
    try:
        operations.decide(
            application_id=pk,
            outcome=said["outcome"],
            findings=form.findings(),
            words=said["conclusion"],
            by=by,
            at=now(),
        )
    except operations.NotEligible as refusal:
        for criterion in refusal.shortcomings:
            form.add_error(criterion, _("What was said does not reach this: it cannot be approved."))
    except operations.RegisterEntryTaken:
        form.add_error("register", _("Another specialist stands under this number of the register."))
    except operations.ConsentMissing:
        form.add_error(None, _("The applicant has taken the agreement back: nothing is decided about him."))
    except (permissions.Denied, operations.WrongState):
        form.add_error(None, _("This has changed meanwhile: look at how it stands now."))
    else:
        return True
    return False


@verifiers
@require_safe
def words_list(request: HttpRequest) -> HttpResponse:
    """Profiles and articles in which the lint found something; all of it is public, or about to be."""
    page = Paginator(queries.flagged(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _claims(queries.claims_of(one))) for one in page]
    found = [(article, _claims(articles.claims_of(article))) for article in articles.with_claims()]
    return render(request, "staff/flagged_words.html", {"page": page, "rows": rows, "articles": found, **_counts()})


def _claims(found: Any) -> list[tuple[Any, str]]:
    return [(words.CLAIMS[one.kind], one.words) for one in found]


@verifiers
@require_POST
def words_decide(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    by: Any = request.user
    if answer not in ("pass", "hide") or not queries.flagged().filter(pk=pk).exists():
        raise Http404
    operations.pass_words(specialist_id=pk, by=by.pk, at=now())
    if answer == "hide":
        operations.unlist(specialist_id=pk, because=Unlisted.VERIFICATION, by=by.pk, at=now())
        messages.success(request, _("Taken out of the directory. The specialist is told."))
    else:
        messages.success(request, _("Noted: the words may stand."))
    return redirect("staff:flagged_words")


@verifiers
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """Entries of the state register that a person looks up again: it offers programs no way to ask."""
    found = queries.to_recheck(on=working_days.day_of(now()))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/register_entries.html", {"page": page, **_counts()})


@verifiers
@require_POST
def entry_decide(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    by: Any = request.user
    due = queries.to_recheck(on=working_days.day_of(now()))
    if answer not in ("there", "gone") or not due.filter(pk=pk).exists():
        raise Http404
    operations.recheck_register(specialist_id=pk, found=answer == "there", by=by.pk, at=now())
    if answer == "gone":
        messages.success(request, _("Taken out of the directory. The specialist and his clients are told."))
    else:
        messages.success(request, _("Noted: the entry stands."))
    return redirect("staff:register_entries")
