"""What an editor fills in of an article: all of it may be left empty until it is proposed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from harmonia.web import documents
from harmonia.web.staff.editing import Part, SpokenForm, as_it_stands
from harmonia.wellbeing.operations.articles import Draft

PARTS = {
    "title": Part(gettext_lazy("Title"), 160),
    "summary": Part(gettext_lazy("Summary"), 300, rows=3, hint=gettext_lazy("One or two sentences: lists show them.")),
    "body": Part(
        gettext_lazy("Text"),
        20_000,
        rows=18,
        hint=gettext_lazy(
            "An empty line parts paragraphs. A line that begins with “## ” is a heading, lines that begin with “- ” "
            "are a list. An address that begins with https:// becomes a link. There is no other formatting."
        ),
    ),
}


class WriteForm(SpokenForm):
    """`version`: what it was made of."""

    parts = PARTS
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "Small Latin letters, numbers and hyphens. Left empty, it is made of the title. Once the article can be "
            "read, its address stays."
        ),
    )

    def __init__(self, data: Any = None, *, article: Any) -> None:
        shown = {**as_it_stands(article, PARTS), "slug": article.slug, "version": article.version}
        super().__init__(data, shown=shown, opened=(documents.language(),))
        self.fields["topic"].required = False
        for name, field in self.fields.items():
            field.later = name not in ("slug", "version")  # type: ignore[attr-defined]  # read by components/_field.html
        if article.published_at or article.revises_id:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        return slug.lower()

    def draft(self) -> Draft:
        said = self.cleaned_data
        return Draft(topic=said["topic"], slug=said.get("slug", ""), **self.said())
