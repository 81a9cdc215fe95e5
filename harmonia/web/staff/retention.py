"""Letting data go when its term is over: one looks at the difference and proposes it, another approves. And holds."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.core.moves import WrongState
from harmonia.journal import queries as journal
from harmonia.privacy.operations import retention as operations
from harmonia.privacy.queries import retention as queries
from harmonia.privacy.rules import retention as rules
from harmonia.privacy.states import HoldGround, RunState
from harmonia.web import documents
from harmonia.web.paging import Paginator
from harmonia.web.staff.registers import PER_PAGE, responsible, who

STATES = {
    RunState.DRAFT: gettext_lazy("worked out, nobody has looked yet"),
    RunState.PROPOSED: gettext_lazy("waits for a second person"),
    RunState.APPROVED: gettext_lazy("goes on each night"),
    RunState.DONE: gettext_lazy("done"),
    RunState.DECLINED: gettext_lazy("declined"),
    RunState.REPLACED: gettext_lazy("replaced by a newer one"),
}
BADGES = {RunState.PROPOSED: "badge-waiting", RunState.APPROVED: "badge-accent", RunState.DONE: "badge-good"}
AFTER = {
    "erase": gettext_lazy("is deleted"),
    "reduce": gettext_lazy("loses its person"),
    "anonymise": gettext_lazy("loses its person"),
}
GROUNDS = {
    HoldGround.DISPUTE: gettext_lazy("a dispute with the person"),
    HoldGround.COURT: gettext_lazy("a case in court"),
    HoldGround.STATE_REQUEST: gettext_lazy("a request of a state body"),
    HoldGround.INSPECTION: gettext_lazy("an inspection of the authority"),
    HoldGround.BREACH: gettext_lazy("a breach that is being looked into"),
}
ANSWERS = {"propose": operations.propose, "approve": operations.approve, "decline": operations.decline}


class HoldForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("E-mail of the person"), max_length=254)
    ground = forms.ChoiceField(label=gettext_lazy("Why it must stay"), choices=[(key, GROUNDS[key]) for key in GROUNDS])
    reference = forms.CharField(
        label=gettext_lazy("Number of the case"), max_length=40, help_text=gettext_lazy("A number, no names.")
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Until which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A year at most; afterwards it ends by itself."),
    )

    def clean_expires_on(self) -> datetime:
        day = self.cleaned_data["expires_on"]
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        if not now() < ends <= now() + rules.LONGEST_HOLD:
            raise forms.ValidationError(_("A day ahead, within a year."))
        return ends


@responsible
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.runs(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"run": run, "count": _count(run), **_state(run)} for run in page]
    holds = queries.standing_holds(now()).count()
    return render(request, "staff/retention.html", {"page": page, "rows": rows, "holds": holds})


@responsible
@require_safe
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, spoken = _found(pk), documents.language()
    lines = [
        {
            "title": policy.RETENTION[rule["rule"]].title.in_language(spoken),
            "law": rule["law"],
            "days": rule["days"],
            "after": AFTER[rule["after"]],
            **table,
        }
        for rule in found.document["rules"]
        for table in rule["tables"]
    ]
    mine = found.proposed_by == who(request)
    context = {"run": found, "lines": lines, "mine": mine, "sealed": _sealed(found), **_state(found)}
    return render(request, "staff/retention_run.html", context)


def _found(pk: UUID) -> Any:
    found = queries.runs().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _state(found: Any) -> dict[str, Any]:
    state = RunState(found.state)
    return {"state": STATES[state], "badge": BADGES.get(state, "")}


def _count(found: Any) -> int:
    return sum(table["rows"] for rule in found.document["rules"] for table in rule["tables"])


def _sealed(found: Any) -> bool:
    try:
        journal.proved(found.document, found.entry_id)
    except journal.NotSealed:
        return False
    return True


@responsible
@require_POST
def work_out(request: HttpRequest) -> HttpResponse:
    """What the night does, now: a draft, and no data is touched."""
    try:
        made = operations.work_out(at=now())
    except operations.NothingDue:
        messages.info(request, _("No term ends in the days ahead."))
        return redirect("staff:retention")
    return redirect("staff:retention_run", made[-1].pk)


@responsible
@require_POST
def answer(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    if answer not in ANSWERS:
        raise Http404
    _found(pk)
    try:
        ANSWERS[answer](run_id=pk, by=who(request), at=now())
    except operations.SamePerson:
        messages.error(request, _("You proposed it: another person approves."))
    except WrongState:
        messages.info(request, _("Somebody has answered already, or a newer one took its place."))
    return redirect("staff:retention_run", pk)


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def hold_list(request: HttpRequest) -> HttpResponse:
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _placed(request, form):
        messages.success(request, _("Held. Neither a term nor a request destroys these data until then."))
        return redirect("staff:holds")
    rows = [{"hold": hold, "ground": GROUNDS[HoldGround(hold.ground)]} for hold in queries.standing_holds(now())]
    return render(request, "staff/holds.html", {"rows": rows, "form": form, "me": who(request)})


def _placed(request: HttpRequest, form: HoldForm) -> bool:
    said = form.cleaned_data
    person = people.by_email(said["address"])
    if person is None:
        form.add_error("address", _("There is no account with this address."))
        return False
    operations.hold(
        person_id=person.pk, ground=HoldGround(said["ground"]), reference=said["reference"], by=who(request), at=now(),
        expires_at=said["expires_on"],
    )  # fmt: skip
    return True


@responsible
@require_POST
def hold_release(request: HttpRequest, pk: UUID) -> HttpResponse:
    if not queries.standing_holds(now()).filter(pk=pk).exists():
        raise Http404
    operations.release(hold_id=pk, by=who(request), at=now())
    messages.success(request, _("The hold is ended."))
    return redirect("staff:holds")
