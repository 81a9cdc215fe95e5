"""Applying as a specialist: a draft that resumes at any step, papers, the queue, decisions with their reasons. Whoever
has an account may; nothing is kept before he agrees to it.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.core import working_days
from harmonia.practice import operations as practice
from harmonia.specialists import operations, queries, rules
from harmonia.specialists.states import WRITABLE, ApplicationState, DocumentKind
from harmonia.web import application_words as words
from harmonia.web import documents
from harmonia.web.access import signed_in
from harmonia.web.agreements import in_words
from harmonia.web.areas import frame
from harmonia.web.specialist import application_forms as forms

TERMS = policy.VERIFICATION_TERMS


@signed_in
@require_safe
def apply(request: HttpRequest) -> HttpResponse:
    return _overview(request)


def _overview(request: HttpRequest, form: Any = None, status: int = 200) -> HttpResponse:
    person: Any = request.user
    application = queries.application_of(person.pk)
    if application is None:
        return _beginning(request, form, status)
    faults = operations.faults_of(application, on=working_days.day_of(now()))
    context = {
        "application": application,
        "state": words.STATES[application.state],
        "badge": words.BADGES.get(application.state, ""),
        "writable": application.state in WRITABLE,
        "steps": [(step, words.STEPS[step], step not in faults) for step in rules.STEPS],
        "proved": {"email": bool(person.email_verified_at), "phone": bool(person.phone_verified_at)},
        "ready": not faults and person.email_verified_at and person.phone_verified_at,
        "decisions": words.decisions(queries.remarks_of(application)),
        "specialist": queries.specialist_of(person.pk),
        "publication": in_words(policy.AGREEMENTS["publication"]),
        "may_publish": consents.allows(person.pk, policy.SERVICE, agreement="publication"),
        "form": form or _form_of(application),
        **frame(person),
    }
    return render(request, "specialist/application.html", context, status=status)


def _form_of(application: Any) -> Any:
    return forms.AnswerForm() if application.state == ApplicationState.REFUSED else forms.SubmitForm()


def _beginning(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    person: Any = request.user
    if queries.practises(person.pk):
        return redirect("specialist:home")
    spoken = documents.language()
    asked = policy.asked_on(working_days.day_of(now()))
    context = {
        "asked": [each.title.in_language(spoken) for each in asked],
        "agreement": in_words(policy.AGREEMENTS[operations.AGREEMENT]),
        "days": TERMS.answer_working_days,
        "form": form or forms.BeginForm(),
        **frame(person),
    }
    return render(request, "specialist/application_begin.html", context, status=status)


@signed_in
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = forms.BeginForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, status=422)
    try:
        operations.begin(person_id=person.pk, language=documents.language(), at=now())
    except operations.AlreadyPractises:
        return redirect("specialist:home")
    return redirect("specialist:apply_step", rules.STEPS[0])


def _draft(request: HttpRequest) -> Any:
    """His application while he may write in it; otherwise there is nothing to fill in."""
    person: Any = request.user
    application = queries.application_of(person.pk)
    if application is None or application.state not in WRITABLE:
        raise Http404
    return application


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    if step == "documents":
        return redirect("specialist:apply_papers")
    if step not in forms.ONE and step not in forms.ROWS:
        raise Http404
    application = _draft(request)
    return _single(request, application, step) if step in forms.ONE else _rows(request, application, step)


def _single(request: HttpRequest, application: Any, step: str) -> HttpResponse:
    said = queries.said_in(application)
    initial = {"time_zone": "Asia/Almaty", **application.answers.get(rules.PARTS[step], {})}
    if step == "person":
        initial["born_on"] = said.born_on
    given = request.POST if request.method == "POST" else None
    form = forms.ONE[step](given, initial=initial, said=said, today=working_days.day_of(now()))
    if request.method == "POST" and form.is_valid():
        _keep(request, step, form.told(), born_on=form.cleaned_data.get("born_on"))
        _warn_of_claims(request, step, form)
        return redirect(*_next(step))
    return _page(request, step, form)


def _rows(request: HttpRequest, application: Any, step: str) -> HttpResponse:
    """A list with a form for one more; a row is removed by its number."""
    said, part = queries.said_in(application), rules.PARTS[step]
    rows = list(application.answers.get(part, []))
    today = working_days.day_of(now())
    if request.method == "POST" and (removed := request.POST.get("remove", "")).isdecimal():
        _keep(request, step, [row for number, row in enumerate(rows) if str(number) != removed])
        return redirect("specialist:apply_step", step)
    form = forms.ROWS[step](request.POST if request.method == "POST" else None, said=said, today=today)
    if request.method == "POST" and len(rows) >= TERMS.most_rows:
        form.add_error(None, _("That is as many as anybody will read."))
    if request.method == "POST" and form.is_valid():
        _keep(request, step, [*rows, form.told()])
        messages.success(request, _("Kept. Add another one, or go on."))
        return redirect("specialist:apply_step", step)
    return _page(request, step, form, rows=rows, sum_=_sum(said, today) if step == "practice" else None)


def _sum(said: Any, today: Any) -> dict[str, Any]:
    days = rules.days_worked(said.periods, on=today)
    years = rules.years_of_practice(said.since(today), today)
    return {"days": days, "years": years, "enough": years >= rules.PRACTICE_YEARS, "needed": rules.PRACTICE_YEARS}


def _keep(request: HttpRequest, step: str, told: Any, *, born_on: Any = None) -> None:
    person: Any = request.user
    try:
        operations.write(person_id=person.pk, step=step, told=told, born_on=born_on, at=now())
    except (operations.NoSuchApplication, operations.WrongState):
        raise Http404 from None


def _warn_of_claims(request: HttpRequest, step: str, form: Any) -> None:
    """A warning, not a refusal: the list flags, a person decides."""
    found = rules.claims_of_page(form.told()) if step == "page" else ()
    if found:
        said = ", ".join(f"«{one.words}»" for one in found)
        messages.warning(
            request,
            _("Kept. A verifier will read these words twice, since they may sound like a promise or a cure: %(words)s")
            % {"words": said},
        )


def _next(step: str) -> tuple[str, ...]:
    later = rules.STEPS[rules.STEPS.index(step) + 1 :]
    return ("specialist:apply_step", later[0]) if later else ("specialist:apply",)


def _page(request: HttpRequest, step: str, form: Any, *, rows: Any = None, sum_: Any = None) -> HttpResponse:
    person: Any = request.user
    context = {
        "step": step,
        "title": words.STEPS[step],
        "number": rules.STEPS.index(step) + 1,
        "steps": rules.STEPS,
        "form": form,
        "rows": rows,
        "sum": sum_,
        "kinds": {str(key): said for key, said in forms.EDUCATIONS.items()},
        "next": _next(step),
        "person": person,
        **frame(person),
    }
    return render(request, "specialist/application_step.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    application = _draft(request)
    posted = request.method == "POST"
    form = forms.PaperForm(
        request.POST if posted else None, request.FILES if posted else None, today=working_days.day_of(now())
    )
    if posted and form.is_valid() and _uploaded(request, form):
        messages.success(request, _("Received. It opens to nobody until the scanner has found it harmless."))
        return redirect("specialist:apply_papers")
    person: Any = request.user
    found = [words.paper(document, forms.PAPERS) for document in queries.all_papers_of(application)]
    context = {
        "form": form,
        "papers": found,
        "waiting": any(each["document"].state == "quarantined" for each in found),
        "number": rules.STEPS.index("documents") + 1,
        "steps": rules.STEPS,
        "needed": [forms.PAPERS[DocumentKind(kind)] for kind in rules.NEEDED],
        **frame(person),
    }
    in_place = bool(request.htmx)  # type: ignore[attr-defined]  # HtmxMiddleware sets it
    status = 422 if form.errors and not in_place else 200  # htmx puts only a good answer in its place
    return render(request, "specialist/application_papers.html", context, status=status)


def _uploaded(request: HttpRequest, form: Any) -> bool:
    """Whether it was taken; otherwise the form says why."""
    person: Any = request.user
    file = form.cleaned_data["paper"]
    if file.size > TERMS.largest_bytes:
        form.add_error("paper", _("The file is larger than 10 MB."))
        return False
    try:
        operations.upload(
            person_id=person.pk, kind=form.cleaned_data["kind"], name=file.name, content=file.read(),
            valid_until_on=form.cleaned_data["valid_until_on"], at=now(),
        )  # fmt: skip
    except rules.NotAPaper:
        form.add_error("paper", _("This is no PDF, JPEG or PNG, or not what its name says."))
    except operations.TooMany:
        form.add_error(None, _("That is as many as anybody will read."))
    except (operations.NoSuchApplication, operations.WrongState):
        raise Http404 from None
    else:
        return True
    return False


@signed_in
@require_POST
def paper_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    try:
        operations.remove(person_id=person.pk, document_id=pk, at=now())
    except (ObjectDoesNotExist, operations.WrongState):
        raise Http404 from None
    return redirect("specialist:apply_papers")


@signed_in
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    _draft(request)
    form = forms.SubmitForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, status=422)
    try:
        operations.submit(person_id=person.pk, note=form.cleaned_data["note"], at=now())
    except operations.NotComplete:
        messages.error(request, _("Something is missing still, or two dates contradict each other: see below."))
        return redirect("specialist:apply")
    except operations.AddressesUnproved:
        messages.error(request, _("Confirm your e-mail and your telephone first."))
        return redirect("specialist:apply")
    if form.cleaned_data["publish"]:
        _agree_to_publication(person)
    messages.success(request, _("Handed in. We shall write to you about every decision."))
    return redirect("specialist:apply")


def _agree_to_publication(person: Any) -> None:
    consent.grant(
        person_id=person.pk, agreement="publication", language=documents.language(), method="cabinet",
        name=person.name, at=now(),
    )  # fmt: skip


@signed_in
@require_POST
def contest(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = forms.AnswerForm(request.POST)
    if not form.is_valid() and queries.application_of(person.pk):
        return _overview(request, form, status=422)
    return _done(
        request,
        lambda: operations.contest(person_id=person.pk, words=form.cleaned_data.get("words", ""), at=now()),
        _("Your answer is handed in. Somebody else looks at everything again."),
    )


@signed_in
@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    return _done(
        request,
        lambda: operations.reopen(person_id=person.pk, at=now()),
        _("Change what is new and hand it in. Until it is decided, your page stays as it is."),
    )


@signed_in
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    person: Any = request.user

    def both() -> None:
        operations.take_back(person_id=person.pk, at=now())
        with suppress(consent.NotAnswerable):
            consent.withdraw(
                person_id=person.pk, agreement=operations.AGREEMENT, language=documents.language(), method="cabinet",
                at=now(),
            )  # fmt: skip

    return _done(request, both, _("Everything that you wrote and sent for it is destroyed."))


@signed_in
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Show the page, with the agreement to it; or say what is lacking."""
    person: Any = request.user
    specialist = queries.specialist_of(person.pk)
    if specialist is None:
        raise Http404
    _agree_to_publication(person)
    try:
        operations.enlist(specialist_id=specialist.pk, by=person.pk, at=now())
        practice.stay(person=person, at=now())
    except (operations.NotVerified, operations.NotEligible):
        messages.error(request, _("Something that you showed us holds good no more: renew it below."))
    else:
        messages.success(request, _("Your page stands in the directory."))
    return redirect("specialist:apply")


def _done(request: HttpRequest, operation: Any, thanks: str) -> HttpResponse:
    try:
        operation()
    except operations.NoSuchApplication:
        raise Http404 from None
    except operations.WrongState:
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, thanks)
    return redirect("specialist:apply")
