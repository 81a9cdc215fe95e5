"""Suggesting a specialist (94-V art. 19-1): the reasons are shown, nothing is stored, everyone stays free to choose.

The answers come by POST and go with the answer page: they stand in no address, no log and no table.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.core.money import tenge
from harmonia.specialists import queries as specialists
from harmonia.specialists import rules
from harmonia.specialists.rules import Answers, Factor, Match
from harmonia.web.access import visitor
from harmonia.web.counting import counted
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.public import when
from harmonia.web.public.directory import LANGUAGES, METHODS, SEXES, TOPICS, UP_TO, in_language

SUGGESTED = 5
CATEGORY = "request_text"
ANY = ("", gettext_lazy("All the same to me"))


def _one_of(label: Any, help_text: Any, choices: list[tuple[str, Any]]) -> Any:
    return declared(
        CATEGORY,
        forms.ChoiceField,
        label=label,
        help_text=help_text,
        choices=[ANY, *choices],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )


class MatchingForm(DeclaredForm):
    topics = declared(
        CATEGORY,
        forms.MultipleChoiceField,
        label=gettext_lazy("What would you like to talk about?"),
        help_text=gettext_lazy("Choose as many as you like, or none. You need not have the right word for it."),
        choices=TOPICS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = _one_of(
        gettext_lazy("In which language do you want to talk?"),
        gettext_lazy("The one in which it is easiest to speak of what matters."),
        LANGUAGES,
    )
    when = _one_of(
        gettext_lazy("When does it suit you?"),
        gettext_lazy("We look four weeks ahead, by the clock where you are."),
        list(when.NAMES.items()),
    )
    price = _one_of(
        gettext_lazy("What may a session cost?"),
        gettext_lazy("People often come once a week or every two weeks; count with that."),
        UP_TO,
    )
    sex = _one_of(
        gettext_lazy("Is it easier for you to talk with a woman or with a man?"),
        gettext_lazy("It is quite all right if it matters, and if it does not."),
        SEXES,
    )
    method = _one_of(
        gettext_lazy("Have you a method in mind?"),
        gettext_lazy("If you do not know the names, leave it as it is: it hardly weighs."),
        METHODS,
    )


@visitor
@counted
@require_http_methods(["GET", "HEAD", "POST"])
def matching(request: HttpRequest) -> HttpResponse:
    form = MatchingForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "public/matching.html", {"form": form})
    answers = _answers(form.cleaned_data)
    response = render(request, "public/matches.html", _context(answers))
    response.headers["Cache-Control"] = "no-store"
    return response


def _answers(given: dict[str, Any]) -> Answers:
    return Answers(
        topics=frozenset(given["topics"]),
        language=given["language"] or None,
        when=given["when"] or None,
        price_up_to_kzt=int(given["price"]) if given["price"] else None,
        method=given["method"] or None,
        sex=given["sex"] or None,
    )


def _context(answers: Answers) -> dict[str, Any]:
    ranked = _ranked(answers)
    shown = ranked[:SUGGESTED]
    free = booking.next_free([one.pk for one, _match in shown], at=timezone.now())
    return {
        "suggestions": [(one, free.get(one.pk), _reasons(match, answers, one)) for one, match in shown],
        "others": len(ranked) - len(shown),
        "asked": answers != Answers(),
        "weights": [(NAMES[key], weight) for key, weight in rules.WEIGHTS.items()],
        "answered_within": policy.CLOCKS["objection"].amount,
    }


def _ranked(answers: Answers) -> list[tuple[Any, Match]]:
    """Everyone who is listed, best first."""
    at = timezone.now()
    everyone = list(specialists.listed(on=timezone.localdate(at, timezone.get_default_timezone())))
    ids = [one.pk for one in everyone]
    times = booking.next_free(ids, at=at)
    suits: set[Any] = set()
    if answers.when:
        zone = timezone.get_current_timezone_name()
        window = when.window(answers.when, zone=zone, today=timezone.localdate(at))
        suits = set(booking.next_free(ids, at=at, window=window))
    matches = [(one, rules.match(answers, one, free_when_asked=one.pk in suits)) for one in everyone]
    return rules.rank(matches, earliest=lambda one: times[one.pk].timestamp() if one.pk in times else float("inf"))


NAMES = {
    "topics": gettext_lazy("your topics"),
    "language": gettext_lazy("the language"),
    "when": gettext_lazy("a free time that suits you"),
    "price": gettext_lazy("the price"),
    "method": gettext_lazy("the method"),
    "sex": gettext_lazy("a woman or a man"),
}


def _topics(factor: Factor, answers: Answers, specialist: Any) -> str:
    if answers.topics and not factor.met:
        return _("Your topic is not among those named, though it may be near to them")
    said = ngettext(
        "Works with %(met)s of the %(asked)s topic you named", "Works with %(met)s of the %(asked)s topics you named",
        factor.asked,
    ) % {"met": factor.met, "asked": factor.asked}  # fmt: skip
    shared = [str(in_language(policy.TOPICS[slug].name)) for slug in specialist.topics if slug in answers.topics]
    return f"{said}: {', '.join(shared).lower()}"


def _language(factor: Factor, answers: Answers, specialist: Any) -> str:
    name = in_language(policy.SPOKEN_LANGUAGES[answers.language or "ru"])
    said = _("The language that you chose: %(name)s") if factor.met else _("Does not work in the language: %(name)s")
    return said % {"name": name}


def _when(factor: Factor, answers: Answers, specialist: Any) -> str:
    name = when.NAMES[answers.when or "soon"]
    said = _("Has a free time %(when)s") if factor.met else _("Has no free time %(when)s")
    return said % {"when": name}


def _price(factor: Factor, answers: Answers, specialist: Any) -> str:
    limit = answers.price_up_to_kzt or 0
    if factor.met:
        return _("Costs no more than %(limit)s") % {"limit": tenge(limit)}
    return _("Costs %(over)s more than you named") % {"over": tenge(specialist.price_kzt - limit)}


def _method(factor: Factor, answers: Answers, specialist: Any) -> str:
    name = in_language(policy.METHODS[answers.method or "cbt"])
    said = _("Works by the method: %(name)s") if factor.met else _("Works by another method than %(name)s")
    return said % {"name": name}


def _sex(factor: Factor, answers: Answers, specialist: Any) -> str:
    if specialist.sex == "f":
        return _("A woman, as you wished") if factor.met else _("A woman; you wished for a man")
    return _("A man, as you wished") if factor.met else _("A man; you wished for a woman")


WORDS: dict[str, Callable[[Factor, Answers, Any], str]] = {
    "topics": _topics, "language": _language, "when": _when, "price": _price, "method": _method, "sex": _sex,
}  # fmt: skip


def _reasons(match: Match, answers: Answers, specialist: Any) -> dict[str, Any]:
    return {
        "score": match.score,
        "most": match.most,
        "factors": [(factor, WORDS[factor.key](factor, answers, specialist)) for factor in match.factors],
    }
