"""A statement of the bank for a run that is paid by hand: it marks the lines that it agrees with, and the page says of
every other how it differs. The file is read and not kept."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from harmonia.payments import gateways, operations, queries
from harmonia.payments.gateways import bank_statements
from harmonia.payments.states import Differs, PayoutRunState
from harmonia.specialists import queries as specialists
from harmonia.web.access import freshly_confirmed
from harmonia.web.staff.payout_lines import REFUSALS
from harmonia.web.staff.payouts import sending
from harmonia.web.staff.registers import who

DIFFERS = {
    Differs.SUM: gettext_lazy("the sum is another"),
    Differs.ACCOUNT: gettext_lazy("the account is another, or it may not be opened now"),
    Differs.TWICE: gettext_lazy("several transfers name it"),
    Differs.DAY: gettext_lazy("the day is not between the approval and today"),
    Differs.CLOSED: gettext_lazy("the books of that month are closed"),
    Differs.USED: gettext_lazy("another line is marked with this number of the bank"),
}


class StatementForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The bank's file"),
        help_text=gettext_lazy("A statement for 1C (1CClientBankExchange, .txt), up to 5 MB. It is read and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,text/plain"}),
    )

    def clean_file(self) -> list[bank_statements.Sent]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > bank_statements.LARGEST:
            raise forms.ValidationError(gettext_lazy("The file is larger than 5 MB. Take a shorter time."))
        try:
            return bank_statements.read(file.read())
        except bank_statements.NotAStatement:
            refused = gettext_lazy("This is no whole statement for 1C. Ask the bank for 1CClientBankExchange.")
            raise forms.ValidationError(refused) from None


@sending
@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    run = queries.runs().filter(pk=pk).first()
    if run is None:
        raise Http404
    form = StatementForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"run": run, "form": form}
    if request.method != "POST":
        context["barred"] = _barred(run, who(request))
        return render(request, "staff/payout_statement.html", context)
    if form.is_valid():
        try:
            read = operations.read_statement(run_id=pk, sent=form.cleaned_data["file"], by=who(request), at=now())
        except (operations.NotByHand, operations.SamePerson, operations.WrongState) as refused:
            form.add_error(None, str(REFUSALS[type(refused)]))
        else:
            return render(request, "staff/payout_statement.html", context | {"read": read, "rows": _rows(read)})
    return render(request, "staff/payout_statement.html", context, status=422)


def _barred(run: Any, person_id: UUID) -> str:
    if not gateways.pays_by_hand():
        return str(REFUSALS[operations.NotByHand])
    if run.prepared_by == person_id:
        return str(REFUSALS[operations.SamePerson])
    return "" if run.state == PayoutRunState.APPROVED else str(gettext_lazy("Nothing of this run waits for the bank."))


def _rows(read: operations.Compared) -> list[dict[str, Any]]:
    """What a person has to look at: the differing first."""
    found = [(payout, DIFFERS[differs], "badge-bad") for payout, differs in read.differing]
    found += [(payout, gettext_lazy("the statement does not name it"), "badge-waiting") for payout in read.silent]
    names = specialists.names_of_people(payout.payee_id for payout, _, _ in found if payout.payee_id)
    return [
        {
            "payout": payout,
            "name": names.get(payout.payee_id, "—") if payout.payee_id else "—",
            "why": why,
            "badge": badge,
        }
        for payout, why, badge in found
    ]
