"""What an archive left out because it is about another person too: one proposes its release, another decides.

Nobody here sees a word of it: a place is a table, a row and a column.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER
from harmonia.core.moves import WrongState
from harmonia.privacy.operations import archives as operations
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.queries.archives import contents
from harmonia.privacy.states import ReleaseGround, ReleaseState
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.register_forms import ReleaseForm
from harmonia.web.staff.registers import who

PER_PAGE = 25
GROUNDS = {
    ReleaseGround.OTHER_AGREED: gettext_lazy("the other person has agreed"),
    ReleaseGround.ONLY_ABOUT_HIM: gettext_lazy("it is about this person only"),
    ReleaseGround.REQUIRED_BY_LAW: gettext_lazy("a law requires it"),
}
STATES = {
    ReleaseState.PROPOSED: gettext_lazy("waits for a second person"),
    ReleaseState.APPROVED: gettext_lazy("released"),
    ReleaseState.DECLINED: gettext_lazy("declined"),
}
responsible = staff_only(PRIVACY_OFFICER, OWNER, purpose=policy.RIGHTS)


@responsible
@require_safe
def archive_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.newest(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": [_release(each) for each in queries.awaiting_a_second()]}
    return render(request, "staff/archives.html", context)


def _release(release: Any) -> dict[str, Any]:
    return {
        "release": release,
        "place": f"{release.table}, {contents.label(release.column)}",
        "ground": GROUNDS[ReleaseGround(release.ground)],
        "state": STATES[ReleaseState(release.state)],
    }


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was left out of one person's archive, and what of it may be proposed."""
    found = get_object_or_404(queries.newest(), pk=pk)
    left_out = queries.withheld(found.person_id)
    places = [(one, row) for one in left_out if one.may_be_released for row in one.rows]
    choices = [(f"{one.table}|{row}|{one.column}", _place(one, row)) for one, row in places]
    form = ReleaseForm(request.POST or None, places=choices, grounds=list(GROUNDS.items()))
    if request.method == "POST" and form.is_valid() and _propose(request, found.person_id, form):
        return redirect("staff:archive", pk=pk)
    context = {
        "archive": found,
        "withheld": [_left_out(one) for one in left_out],
        "releases": [_release(each) for each in queries.releases(found.person_id)],
        "form": form if choices else None,
    }
    return render(request, "staff/archive.html", context)


def _left_out(one: Any) -> dict[str, Any]:
    return {"one": one, "column": contents.column_words(one), "why": contents.reason(one.why)}


def _place(one: Any, row: str) -> str:
    category = policy.CATEGORIES[one.category].title.in_language(contents.language())
    return f"{category}: {contents.column_words(one) or _('the whole record')} ({row[:8]})"


def _propose(request: HttpRequest, person_id: UUID, form: ReleaseForm) -> bool:
    table, row, column = form.cleaned_data["place"].split("|")
    ground = ReleaseGround(form.cleaned_data["ground"])
    place = (table, row, column)
    try:
        operations.propose(person_id=person_id, place=place, ground=ground, by=who(request), at=now())
    except (operations.AlreadyProposed, operations.NotWithheld):
        form.add_error("place", _("It has been proposed already."))
        return False
    messages.success(request, _("Entered. A second person decides."))
    return True


@responsible
@require_POST
def release_decide(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    decide = {"approve": operations.approve, "decline": operations.decline}.get(answer)
    if decide is None or not queries.is_release(pk):
        raise Http404
    try:
        decide(release_id=pk, by=who(request), at=now())
        messages.success(request, _("Decided, and written down."))
    except operations.SamePerson:
        messages.error(request, _("You proposed it, so somebody else must decide."))
    except WrongState:
        messages.info(request, _("It has been decided already."))
    return redirect("staff:archives")
