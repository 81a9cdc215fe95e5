"""Forms ask for what the register declares, and for nothing else (row 1)."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from harmonia.web.forms import DeclaredForm, declared


class Introduction(DeclaredForm):
    name = declared("client_name", forms.CharField)
    age = declared("client_age", forms.IntegerField, required=False)
    when = declared("preferences", forms.SplitDateTimeField, widget=forms.SplitDateTimeWidget, required=False)


def test_the_words_are_the_registers_own() -> None:
    with translation.override("en"):
        assert str(Introduction()["name"].label) != ""
    with translation.override("kk"):
        in_kazakh = str(Introduction()["name"].label)
    with translation.override("ru"):
        assert str(Introduction()["name"].label) != in_kazakh


def test_an_undeclared_field_is_refused() -> None:
    form = Introduction({"name": "Aigerim", "role": "owner"})
    assert not form.is_valid()
    assert form.errors.as_data()["__all__"][0].code == "undeclared"


def test_what_belongs_to_the_form_is_accepted() -> None:
    sent = {"name": "A", "when_0": "2026-11-22", "when_1": "10:00", "csrfmiddlewaretoken": "x", "next": "/"}
    assert Introduction(sent).is_valid()


def test_a_field_without_a_category_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="secret"):
        type("Sly", (DeclaredForm,), {"secret": forms.CharField()})
    with pytest.raises(TypeError, match="shoe_size"):
        declared("shoe_size", forms.CharField)


def test_a_mistake_stands_beside_the_field_and_in_the_summary() -> None:
    page = render_to_string("components/_form.html", {"form": Introduction({"name": ""})})
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'href="#id_name"' in page
    assert 'role="alert"' in page
