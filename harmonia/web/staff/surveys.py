"""Surveys at the desk: one writes and another publishes; nobody sees more than how many tens have answered; counts,
words and files come after the closing.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, RESEARCHER
from harmonia.surveys import operations, queries
from harmonia.surveys.permissions import Denied
from harmonia.surveys.states import SurveyKind, SurveyState, VersionState
from harmonia.web import survey_words
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.registers import PER_PAGE, who
from harmonia.web.staff.survey_forms import NewForm

researching = staff_only(RESEARCHER, purpose=policy.RESEARCH)
deciding = staff_only(RESEARCHER, PRIVACY_OFFICER, OWNER, purpose=policy.RESEARCH)
REFUSED = (operations.WrongState, Denied)
TENS = 10


def told(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    """Do it, and say what came of it."""
    try:
        act()
        messages.success(request, done)
    except Denied as denied:
        said = _("Somebody else must do this.") if denied.reason != "not_open" else _("It is not open.")
        messages.error(request, said)
    except operations.WrongState:
        messages.info(request, _("It has been decided already, or it is not the time yet."))


@deciding
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.surveys(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/surveys.html", {"page": page, "rows": [_row(survey) for survey in page]})


def _row(survey: Any) -> dict[str, Any]:
    versions = sorted(survey.versions.all(), key=lambda version: version.number)
    return {
        "survey": survey,
        "title": versions[-1].title,
        "kind": survey_words.KINDS[SurveyKind(survey.kind)],
        "state": survey_words.STATES[SurveyState(survey.state)],
        "waits": any(version.state == VersionState.PROPOSED for version in versions),
    }


@researching
@require_http_methods(["GET", "HEAD", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = operations.begin(kind=said["kind"], head=form.head, days=said["days"], by=who(request), at=now())
        return redirect("staff:survey_version", draft.pk)
    return render(request, "staff/survey_new.html", {"form": form})


@deciding
@require_safe
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    versions = sorted(found.versions.all(), key=lambda version: version.number)
    counted = {each.version_id: each.document for each in queries.results(pk)}
    answering = queries.answering(pk) if found.state == SurveyState.OPEN else {"finished": 0}
    context = {
        **_row(found),
        "versions": [
            {
                "version": version,
                "state": survey_words.VERSION_STATES[VersionState(version.state)],
                "document": counted.get(version.pk),
                "results": survey_words.results(version.paper, counted[version.pk]) if version.pk in counted else [],
            }
            for version in versions
        ],
        "tens": answering["finished"] // TENS * TENS,
        "exports": list(queries.exports(pk)),
        "talks": list(queries.talks(pk)),
        "threshold": policy.THRESHOLDS["survey_cell"].amount,
        "fewest": policy.THRESHOLDS["survey_people"].amount,
    }
    return render(request, "staff/survey.html", context)


def _found(pk: UUID) -> Any:
    found = queries.survey(pk)
    if found is None:
        raise Http404
    return found


@researching
@require_POST
def survey_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    _found(pk)
    by, at = who(request), now()
    if act == "change":
        return _change(request, pk)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "close": (lambda: operations.close(survey_id=pk, by=by, at=at), _("Closed. It is counted in a moment.")),
        "invite": (
            lambda: operations.begin_inviting(survey_id=pk, by=by, at=at),
            _("Those who agreed to hear of surveys find it among their notices."),
        ),
        "export": (
            lambda: operations.ask_export(survey_id=pk, by=by, at=at),
            _("Asked for. A second person decides."),
        ),
    }
    if act not in acts:
        raise Http404
    told(request, *acts[act])
    return redirect("staff:survey", pk)


def _change(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        draft = operations.revise(survey_id=pk, by=who(request), at=now())
    except REFUSED:
        messages.info(request, _("A next version is written already, or the survey is closed."))
        return redirect("staff:survey", pk)
    return redirect("staff:survey_version", draft.pk)


@deciding
@require_POST
def survey_export_decide(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    found = queries.export(pk)
    if found is None or act not in ("approve", "decline"):
        raise Http404
    told(
        request,
        lambda: operations.decide_export(export_id=pk, approve=act == "approve", by=who(request), at=now()),
        _("Decided, and written down."),
    )
    return redirect("staff:survey", found.survey_id)


@researching
@freshly_confirmed
@require_safe
def survey_export(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    found = queries.export(pk)
    if found is None or form not in ("csv", "json"):
        raise Http404
    try:
        content = operations.take_export(export_id=pk, form=form, by=who(request), at=now())
    except operations.NotApproved:
        raise Http404 from None
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    name = f"survey-{found.survey.number}.{form}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@researching
@require_safe
def survey_quotes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words that their authors let go out, to be read by a person first. Whose they are is not shown."""
    _found(pk)
    waiting = queries.quotes(pk)
    rows = [
        {
            "quote": quote,
            "question": quote.participation.version.paper.question(quote.question),
            "words": queries.words_of(quote),
        }
        for quote in waiting
    ]
    return render(request, "staff/survey_quotes.html", {"rows": rows, **_row(_found(pk))})


@researching
@require_POST
def survey_quote(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    survey_id = queries.survey_of_quote(pk)
    if survey_id is None or act not in ("pass", "withhold"):
        raise Http404
    told(
        request,
        lambda: operations.decide_quote(quote_id=pk, passes=act == "pass", by=who(request), at=now()),
        _("Decided, and written down."),
    )
    return redirect("staff:survey_quotes", survey_id)


@researching
@require_POST
def survey_talk(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    survey_id = queries.survey_of_talk(pk)
    if survey_id is None or act not in ("agree", "decline"):
        raise Http404
    place = request.POST.get("place", "").strip()[:200]
    if act == "agree" and not place:
        messages.error(request, _("Please say where the talk takes place: a link, or a number to call."))
        return redirect("staff:survey", survey_id)
    told(
        request,
        lambda: operations.decide_talk(
            participation_id=pk, agree=act == "agree", place=place, by=who(request), at=now()
        ),
        _("The participant is told in the cabinet."),
    )
    return redirect("staff:survey", survey_id)
