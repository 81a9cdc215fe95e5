"""A specialist's own page: his words, his price, his picture. They show at once; words that the law looks at twice are
read by a verifier too. What was checked is changed by a renewal of the application."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmonia import policy
from harmonia.core import scanner
from harmonia.specialists import operations, queries, rules
from harmonia.web.access import specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.specialist.application_forms import NAMES, PRICES, PROFILE, WORDS, line

MOST_BYTES = 5 * 1024 * 1024
PICTURE_REFUSALS: dict[type[Exception], str | Promise] = {
    rules.NotAPaper: gettext_lazy("A picture in JPEG or PNG, please."),
    rules.Unreadable: gettext_lazy("This picture cannot be read, or it is too large. Please choose another."),
    operations.Infected: gettext_lazy("The scanner found a virus in this file. Nothing was kept."),
    scanner.ScannerAway: gettext_lazy("The picture cannot be checked at the moment. Please try again later."),
    scanner.TooLargeToScan: gettext_lazy("This picture cannot be read, or it is too large. Please choose another."),
}


class PageForm(DeclaredForm):
    """Words in one language are enough: the others show them too."""

    price_kzt = declared(
        PROFILE, forms.IntegerField, label=gettext_lazy("Price of a session, tenge"), min_value=PRICES[0],
        max_value=PRICES[1], widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "maxlength": 7}),
        help_text=gettext_lazy("For sessions booked from now on; those that stand keep their price."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in NAMES:
            for name, (label, longest, rows) in WORDS.items():
                self.fields[f"{name}_{code}"] = line(
                    PROFILE, f"{label} — {NAMES[code]}", longest, required=False,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": code}),
                )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in WORDS:
            given = any(self.cleaned_data.get(f"{name}_{code}") for code in NAMES)
            if not given and not any(f"{name}_{code}" in self.errors for code in NAMES):
                self.add_error(f"{name}_ru", _("Write it in one language at least."))
        return cleaned

    def words(self) -> operations.Words:
        return operations.Words(**{name: self._text(name) for name in WORDS})

    def _text(self, name: str) -> policy.Text:
        said = {code: self.cleaned_data[f"{name}_{code}"] for code in NAMES}
        first = next(words for words in said.values() if words)
        return policy.Text(**{code: words or first for code, words in said.items()})


class PictureForm(DeclaredForm):
    picture = declared(
        PROFILE, forms.FileField, label=gettext_lazy("A new picture"),
        help_text=gettext_lazy("JPEG or PNG, at most 5 MB. Where it was taken and with what is not kept."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,image/jpeg,image/png"}),
    )  # fmt: skip

    def clean_picture(self) -> bytes:
        picture = self.cleaned_data["picture"]
        if picture.size > MOST_BYTES:
            raise forms.ValidationError(str(PICTURE_REFUSALS[rules.Unreadable]))
        content: bytes = picture.read()
        return content


def _mine(request: HttpRequest) -> Any:
    person: Any = request.user
    found = queries.specialist_of(person.pk)
    if found is None:
        raise Http404
    return found


@specialist_only
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    mine = _mine(request)
    form = PageForm(request.POST or None, initial={name: getattr(mine, name) for name in _names()})
    if request.method == "POST" and form.is_valid():
        _change(request, mine, form)
        return redirect("specialist:own_page")
    return _page(request, mine, form=form)


def _names() -> list[str]:
    return ["price_kzt", *(f"{name}_{code}" for name in WORDS for code in NAMES)]


def _change(request: HttpRequest, mine: Any, form: PageForm) -> None:
    said: dict[str, Any] = {"specialist_id": mine.pk, "by": mine.person_id, "at": now()}
    if form.cleaned_data["price_kzt"] != mine.price_kzt:
        operations.change_price(price_kzt=form.cleaned_data["price_kzt"], **said)
    words = form.words()
    if any(getattr(mine, name) != value for name, value in words.columns().items()):
        mine = operations.change_words(words=words, **said)
    messages.success(request, _("Saved. Your page shows it from now on."))
    if found := queries.claims_of(mine):
        said_twice = ", ".join(f"«{claim.words}»" for claim in found)
        messages.warning(
            request,
            _("Kept. A verifier will read these words twice, since they may sound like a promise or a cure: %(words)s")
            % {"words": said_twice},
        )


def _page(
    request: HttpRequest, mine: Any, *, form: Any = None, picture_form: Any = None, status: int = 200
) -> HttpResponse:
    form = form or PageForm(initial={name: getattr(mine, name) for name in _names()})
    context = {
        "specialist": mine,
        "form": form,
        "picture_form": picture_form or PictureForm(),
        "is_listed": mine.listed_at is not None and mine.unlisted_at is None,
        "application": queries.application_of(mine.person_id),
    }
    return render(request, "specialist/own_page.html", context, status=422 if form.errors else status)


@specialist_only
@require_POST
def own_picture(request: HttpRequest) -> HttpResponse:
    mine, form = _mine(request), PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            operations.change_photo(
                specialist_id=mine.pk, content=form.cleaned_data["picture"], by=mine.person_id, at=now()
            )
        except tuple(PICTURE_REFUSALS) as refused:
            form.add_error("picture", str(PICTURE_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("Saved. Your page shows it from now on."))
            return redirect("specialist:own_page")
    return _page(request, mine, picture_form=form, status=422)
