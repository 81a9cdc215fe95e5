"""Questions of readers and the answers to them: read by anyone, asked by anyone, and nobody is asked who he is.

Whoever has signed in asks in the same way: the page is a visitor's, and what is sent is tied to no account.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harmonia import policy
from harmonia.accounts.operations import guessing
from harmonia.accounts.states import Guess
from harmonia.web.access import visitor
from harmonia.web.counting import counted
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.network import network_of
from harmonia.web.paging import Paginator
from harmonia.web.public.articles import FEED_LONGEST, blocks
from harmonia.web.public.directory import in_language
from harmonia.web.public.waiting import wait_words
from harmonia.web.structured import structured
from harmonia.wellbeing.operations import questions as operations
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.rules import asking, crisis

PER_PAGE = 10
CATEGORY = "question_words"
HARMONIA = {"@type": "Organization", "name": "Harmonia", "url": f"{settings.PUBLIC_ADDRESS}/"}
FAULTS = {
    asking.TOO_SHORT: gettext_lazy("Say a little more, in a sentence or two, so that one can answer."),
    asking.TOO_LONG: gettext_lazy("This is too long. Please shorten it."),
    asking.WITH_LINKS: gettext_lazy("Please take the links out: we open and publish none."),
}
# A topic that may reveal intimate life is chosen by an editor, if at all (4.5).
TOPICS = [(one.slug, in_language(one.name)) for one in policy.TOPICS.values() if not one.restricted]


class AskForm(DeclaredForm):
    topic = declared(
        CATEGORY,
        forms.ChoiceField,
        label=gettext_lazy("What is it about?"),
        help_text="",
        choices=[("", gettext_lazy("hard to say")), *TOPICS],
        required=False,
    )
    words = declared(
        CATEGORY,
        forms.CharField,
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("Without names, addresses, numbers and days: then not even we can recognise anybody."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": asking.LONGEST, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write your question.")},
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if fault := asking.fault(words):
            raise forms.ValidationError(str(FAULTS[fault]), code=fault)
        return words


def _spoken() -> str:
    return get_language() or "ru"


@visitor
@counted
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    spoken = _spoken()
    known = queries.topics(spoken)
    topic = request.GET.get("topic")
    chosen = topic if topic in known else None
    page = Paginator(queries.published(spoken, chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": queries.listed_among(page, on=timezone.localdate()),
        "topics": [one for one in policy.TOPICS.values() if one.slug in known],
        "chosen": chosen,
    }
    return render(request, "public/questions.html", context)


@visitor
@counted
@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """In the language of the page; where it is not ready in it, in one in which it is."""
    try:
        found = queries.by_slug(slug)
    except queries.NotPublished:
        raise Http404 from None
    spoken = _spoken()
    language = spoken if spoken in found.languages else found.languages[0]
    listed = found.specialist_id in queries.listed_among([found], on=timezone.localdate())
    context = {
        "question": found,
        "language_of_it": language,
        "missing": language != spoken,
        "title": found.title.in_language(language),
        "said": found.text.in_language(language),
        "blocks": blocks(found.answer.in_language(language)),
        "listed": listed,
        "translated": found.specialist is not None and language not in found.own_languages,
        "structured": _structured(found, language, listed=listed),
        "others": queries.others_of(found, spoken),
    }
    return render(request, "public/question.html", context)


def _structured(found: Any, language: str, *, listed: bool) -> SafeString:
    """One question and the one answer to it, as schema.org calls them."""
    address = settings.PUBLIC_ADDRESS + reverse("public:question", args=[found.slug])
    day = found.published_at.isoformat()
    answer = {
        "@type": "Answer",
        "text": found.answer.in_language(language),
        "url": f"{address}#answer",
        "datePublished": day,
        "author": _author(found.specialist, listed=listed),
    }
    asked = {
        "@type": "Question",
        "name": found.title.in_language(language),
        "text": found.text.in_language(language),
        "inLanguage": language,
        "datePublished": day,
        "answerCount": 1,
        "about": policy.TOPICS[found.topic].name.in_language(language),
        "acceptedAnswer": answer,
    }
    return structured({"@type": "QAPage", "url": address, "inLanguage": language, "mainEntity": asked})


def _author(specialist: Any, *, listed: bool) -> dict[str, str]:
    """Whoever has left the directory is named no more."""
    if not listed:
        return HARMONIA
    page = settings.PUBLIC_ADDRESS + reverse("public:specialist", args=[specialist.slug])
    return {"@type": "Person", "name": specialist.display_name, "url": page}


@visitor
@require_safe
def question_feed(request: HttpRequest, language: str) -> HttpResponse:
    """Atom, in one language, as of articles; what is not ready in it is not there."""
    if language not in policy.LANGUAGES:
        raise Http404
    with translation.override(language):
        feed = Atom1Feed(
            title=f"Harmonia: {_('Questions and answers')}",
            link=settings.PUBLIC_ADDRESS + reverse("public:questions"),
            description="",
            language=language,
            feed_url=settings.PUBLIC_ADDRESS + reverse("public:question_feed", args=[language]),
        )
    for each in queries.published(language)[:FEED_LONGEST]:
        feed.add_item(
            title=each.title.in_language(language),
            link=settings.PUBLIC_ADDRESS + reverse("public:question", args=[each.slug]),
            description=each.text.in_language(language),
            unique_id=f"urn:uuid:{each.pk}",
            pubdate=each.published_at,
            updateddate=each.published_at,
            categories=[policy.TOPICS[each.topic].name.in_language(language)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The answer comes with the page itself: that somebody may be in danger stands in no address and no cookie."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asking(request, form)
    try:
        guessing.count(Guess.QUESTION, network=network_of(request), at=timezone.now())
    except guessing.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
        return _asking(request, form)
    said = form.cleaned_data
    operations.ask(words=said["words"], topic=said["topic"], language=_spoken(), at=timezone.now())
    if not crisis.speaks_of_danger(said["words"]):
        return redirect("public:question_asked")
    response = render(request, "public/question_asked.html", {"danger": True, "lines": policy.LINES.values()})
    response.headers["Cache-Control"] = "no-store"
    return response


def _asking(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Words of danger are answered at once, also where the form has to be sent again."""
    danger = form.is_bound and crisis.speaks_of_danger(str(form.data.get("words", "")))
    context = {"form": form, "danger": danger, "kept_days": policy.RETENTION["questions"].days}
    return render(request, "public/question_ask.html", context, status=422 if form.is_bound else 200)


@visitor
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "public/question_asked.html")
