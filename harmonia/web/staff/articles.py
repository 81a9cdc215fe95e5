"""Articles: an editor writes one in three languages, another approves it, and then anybody reads it.

A change of what can be read is an article of its own here, until it is approved (wellbeing.models.Article). Whoever
saves is told if somebody else has saved meanwhile; what was typed stays in the form.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.web.paging import Paginator
from harmonia.web.public.articles import blocks, to_read
from harmonia.web.staff.article_forms import PARTS, WriteForm
from harmonia.web.staff.editing import NAMES, PER_PAGE, BackForm, decide, editors, tabs, title_of
from harmonia.web.staff.queues import BY_KEY, clock
from harmonia.wellbeing.operations import articles as operations
from harmonia.wellbeing.queries import articles as queries
from harmonia.wellbeing.states import ArticleState

PAGE = "staff:article"
NEVER_SAVED = -1
STATES = {
    ArticleState.DRAFT: gettext_lazy("being written"),
    ArticleState.PROPOSED: gettext_lazy("waits for approval"),
    ArticleState.PUBLISHED: gettext_lazy("can be read"),
    ArticleState.WITHDRAWN: pgettext_lazy("article", "withdrawn"),
}
ACTS: dict[str, tuple[Callable[..., Any], Any]] = {
    "propose": (operations.propose, gettext_lazy("Another of us approves it.")),
    "withdraw": (operations.withdraw, gettext_lazy("Nobody can read it any more.")),
    "reopen": (operations.reopen, gettext_lazy("It is a draft again.")),
    "revise": (operations.revise, gettext_lazy("Change it here. What can be read stays as it is until then.")),
    "drop": (operations.drop, gettext_lazy("Thrown away.")),
}


@editors
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", ArticleState.PROPOSED)
    if chosen not in ArticleState.values:
        raise Http404
    page = Paginator(queries.for_desk(chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(one) for one in page], "tabs": tabs(STATES, STATES, chosen=chosen)}
    return render(request, "staff/articles.html", context)


def _row(article: Any) -> dict[str, Any]:
    due = BY_KEY["article"].due(article.came_at, None) if article.state == ArticleState.PROPOSED else None
    return {
        "article": article,
        "title": title_of(article, _("No title yet")),
        "state": STATES[article.state],
        **clock(due, now()),
    }


def _found(pk: UUID) -> Any:
    found = queries.found(pk)
    if found is None:
        raise Http404
    return found


@editors
@require_safe
def article(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(pk))


def _page(request: HttpRequest, found: Any, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms`: those that were filled in, and what is told of them."""
    by: Any = request.user
    drafted = found.state == ArticleState.DRAFT
    context = {
        **_row(found),
        "texts": _texts(found),
        "missing": _missing(found) if drafted else [],
        "claims": queries.claims_of(found),
        "own": found.written_by == by.pk,
        "revision": queries.revision_of(found.pk),
        "may_be_dropped": drafted and not found.published_at,
        "languages": NAMES.items(),
        "write_form": WriteForm(article=found) if drafted else None,
        "back_form": BackForm() if found.state == ArticleState.PROPOSED else None,
        **forms,
    }
    return render(request, "staff/article.html", context, status=status)


def _texts(found: Any) -> list[dict[str, Any]]:
    """What stands in each language."""
    said = ((code, *(part.in_language(code) for part in (found.title, found.summary, found.body))) for code in NAMES)
    return [
        {"code": code, "title": title, "summary": summary, "blocks": blocks(body)}
        for code, title, summary, body in said
    ]


def _missing(found: Any) -> list[tuple[str, list[Any]]]:
    """What has to be written yet before it is proposed: by language, and the topic."""
    wanted = [(NAMES[code], [(f"{part}_{code}", said.label) for part, said in PARTS.items()]) for code in NAMES]
    named = [(name, [label for column, label in parts if column in found.missing]) for name, parts in wanted]
    topic = [(_("Topic"), [_("choose")])] if "topic" in found.missing else []
    return topic + [(name, labels) for name, labels in named if labels]


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def article_new(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = WriteForm(request.POST if request.method == "POST" else None, article=queries.unwritten())
    if form.is_valid():
        try:
            begun = operations.begin(draft=form.draft(), by=by, at=now())
        except operations.AddressTaken:
            _say_taken(form)
        else:
            messages.success(request, _("Saved."))
            return redirect(PAGE, pk=begun.pk)
    return render(request, "staff/article_new.html", {"write_form": form}, status=422 if form.is_bound else 200)


def _say_taken(form: WriteForm) -> None:
    form.add_error("slug", _("Another article has this address."))


@editors
@require_POST
def article_write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where somebody else has saved meanwhile, both texts are shown, and the next press decides."""
    by: Any = request.user
    found = _found(pk)
    form = WriteForm(request.POST, article=found)
    if not form.is_valid():
        return _page(request, found, 422, write_form=form)
    version = form.cleaned_data["version"]
    try:
        operations.write(article_id=pk, draft=form.draft(), version=version, by=by, at=now())
    except operations.AddressTaken:
        _say_taken(form)
        return _page(request, found, 422, write_form=form)
    except operations.ChangedMeanwhile:
        return _saved_elsewhere(request, pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    except operations.WrongState:
        return _page(request, _found(pk), 409, write_form=form, no_draft=True)
    messages.success(request, _("Saved."))
    return redirect(PAGE, pk=pk)


def _saved_elsewhere(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, typed = _found(pk), request.POST.copy()
    typed["version"] = str(found.version)
    return _page(request, found, 409, write_form=WriteForm(typed, article=found), newer=True)


@editors
@require_POST
def article_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found, form = _found(pk), BackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, back_form=form)
    word = form.cleaned_data["word"]
    said = _("It is a draft again.")
    return decide(request, PAGE, pk, said, lambda: operations.send_back(article_id=pk, word=word, by=by, at=now()))


@editors
@require_POST
def article_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The version that stood on the page."""
    by: Any = request.user
    said = request.POST.get("version", "")
    version = int(said) if said.isdecimal() else NEVER_SAVED
    try:
        return decide(
            request, PAGE, pk, _("Published: anybody can read it now."),
            lambda: operations.approve(article_id=pk, version=version, by=by, at=now()),
        )  # fmt: skip
    except operations.SamePerson:
        messages.error(request, _("You wrote it last; another of us approves it."))
    return redirect(PAGE, pk=pk)


@editors
@require_POST
def article_act(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    by: Any = request.user
    do, said = ACTS[act]
    try:
        return decide(request, PAGE, pk, said, lambda: do(article_id=pk, by=by, at=now()))
    except operations.Incomplete:
        messages.error(request, _("It is not whole yet: what is missing stands at the end of the page."))
    return redirect(PAGE, pk=pk)


@editors
@require_safe
def article_preview(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """What is saved, as readers will see it in the language."""
    found = _found(pk)
    if language not in NAMES:
        raise Http404
    with translation.override(language):
        context = {**to_read(found, language), "whole": found.title.in_language(language), "languages": NAMES.items()}
        return render(request, "staff/article_preview.html", {**context, "chosen": language})
