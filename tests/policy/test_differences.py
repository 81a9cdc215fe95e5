from copy import deepcopy
from typing import Any

import pytest

from harmonia.policy import (
    AGREEMENTS,
    LANGUAGES,
    REGISTER,
    Register,
    Text,
    agreements_serving,
    as_data,
    difference,
    renewals,
)
from tests.policy.registers import changed, with_clause, without

OLD = as_data()


def told(register: Register, old: dict[str, Any] = OLD) -> list[str]:
    return [change.text.en for change in difference(old, as_data(register))]


def test_an_edition_does_not_differ_from_itself() -> None:
    assert difference(OLD, as_data()) == ()
    assert renewals(OLD, as_data()) == ()


def test_a_shorter_term_is_told_and_asks_nobody() -> None:
    register = changed("retention", "attendance", days=30)
    assert told(register) == ["Changed: term of keeping “joining and leaving”: days: 90 → 30"]
    assert renewals(OLD, as_data(register)) == ()


def test_a_longer_term_asks_again_whose_data_it_keeps() -> None:
    assert renewals(OLD, as_data(changed("retention", "attendance", days=91))) == ("service",)


def test_a_new_purpose_is_told_and_asks_those_who_agree_to_it() -> None:
    old = as_data(without("purposes", "research"))
    changes = difference(old, OLD)
    assert [change.text.ru for change in changes] == ["Добавлено: цель «5.9 Опросы и исследования»"]
    assert (changes[0].kind, changes[0].asks_again) == ("added", agreements_serving("research"))


def test_a_new_recipient_asks_the_consents_that_name_it() -> None:
    old = as_data(without("recipients", "yandex"))
    assert renewals(old, OLD) == ("analytics_yandex",)


def test_a_lost_recipient_is_told_and_asks_nobody() -> None:
    register = without("recipients", "yandex")
    assert told(register) == ["Removed: recipient “Yandex.Metrica”"]
    assert renewals(OLD, as_data(register)) == ()


def test_a_consent_that_says_more_is_asked_again() -> None:
    service = AGREEMENTS["service"]
    wider = changed("agreements", "service", categories=(*service.categories, "survey_answers"))
    assert told(wider) == [
        "Changed: agreement “Consent to the collection and processing of personal data for the service”: "
        "data: — → 4.4.19 answers in surveys and research"
    ]
    assert renewals(OLD, as_data(wider)) == ("service",)
    narrower = changed("agreements", "service", categories=service.categories[1:])
    assert renewals(OLD, as_data(narrower)) == ()


@pytest.mark.parametrize("flag", ["third_parties", "abroad", "published"])
def test_a_no_that_becomes_a_yes_is_asked_again(flag: str) -> None:
    told_no, told_yes = (as_data(changed("agreements", "research", **{flag: fact})) for fact in (False, True))
    assert renewals(told_no, told_yes) == ("research",)
    assert renewals(told_yes, told_no) == ()


def test_data_put_to_a_new_use_are_asked_about_again() -> None:
    topics = REGISTER.categories["client_topics"]
    wider = changed("categories", "client_topics", purposes=(*topics.purposes, "feedback"))
    assert renewals(OLD, as_data(wider)) == ("service",)
    assert told(wider) == [
        "Changed: kind of data “4.1.5 the topics that trouble you”: purposes: — → 5.13 To hear your feedback"
    ]


def test_a_recipient_that_moves_abroad_is_asked_about_again() -> None:
    assert renewals(OLD, as_data(changed("recipients", "sms_carrier", country="DE"))) == (
        "service",
        "practice",
        "marketing_sms",
    )


def test_data_switched_on_are_asked_about() -> None:
    off = as_data(changed("categories", "questionnaire_answers", active=False))
    assert renewals(off, OLD) == ("service",)


def test_other_words_of_the_offer_ask_everyone_who_accepted_it() -> None:
    terms = deepcopy(OLD)
    terms["booking_terms"]["hold_minutes"] = 5
    assert renewals(terms, OLD) == ("offer",)
    words = deepcopy(OLD)
    words["agreements"]["offer"]["chapters"][0]["clauses"][0]["text"]["ru"] = "Иначе."
    assert renewals(words, OLD) == ("offer",)
    assert [change.text.en for change in difference(words, OLD)] == [
        "Changed: agreement “The public offer”: text: reworded"
    ]


def test_a_reworded_clause_shows_both_wordings_and_asks_nobody() -> None:
    register = with_clause("8.1", text=Text(kk="Қорғаймыз.", ru="Бережём.", en="We guard."))
    (change,) = difference(OLD, as_data(register))
    assert (change.table, change.key, change.fields, change.asks_again) == ("chapters", "8.1", ("text",), ())
    assert change.text.kk.startswith("Өзгерді: тармақ «8.1»: мәтіні: «")
    assert change.text.ru.endswith("→ «Бережём.»")
    assert change.text.en.endswith("→ “We guard.”")


def test_an_old_edition_without_a_table_or_field_of_today_still_compares() -> None:
    old = deepcopy(OLD)
    del old["booking_terms"], old["spoken_languages"]
    for agreement in old["agreements"].values():
        del agreement["term_days"]
    kinds = {(change.kind, change.table) for change in difference(old, OLD)}
    assert kinds == {("added", "booking_terms"), ("added", "spoken_languages"), ("changed", "agreements")}


SINGLE = ("chapters", "booking_terms", "payout_terms")


@pytest.mark.parametrize("table", [table for table in OLD if table not in SINGLE])
def test_every_entry_of_every_table_is_told_when_it_goes_and_when_it_comes(table: str) -> None:
    for key in OLD[table]:
        fewer = {**OLD, table: {name: entry for name, entry in OLD[table].items() if name != key}}
        assert [(each.kind, each.table, each.key) for each in difference(OLD, fewer)] == [("removed", table, key)]
        (come,) = difference(fewer, OLD)
        assert (come.kind, come.key) == ("added", key)
        assert all(come.text.in_language(language) for language in LANGUAGES)


def test_a_consent_of_another_term_is_asked_again() -> None:
    term = Text(kk="Екі жыл.", ru="Два года.", en="Two years.")
    assert renewals(OLD, as_data(changed("agreements", "research", term=term))) == ("research",)


def test_a_consent_of_another_title_is_told_and_asked_of_nobody() -> None:
    register = changed("agreements", "research", title=Text(kk="Зерттеу", ru="Исследования", en="Research"))
    assert told(register) == [
        "Changed: agreement “Research”: title: “Consent to take part in surveys and research” → “Research”"
    ]
    assert renewals(OLD, as_data(register)) == ()


def test_data_that_go_to_one_more_recipient_are_asked_about_again() -> None:
    name = REGISTER.categories["client_name"]
    wider = changed("categories", "client_name", recipients=(*name.recipients, "mail_carrier"))
    assert renewals(OLD, as_data(wider)) == ("service", "marketing_email")


def test_a_term_that_becomes_as_long_as_the_account_is_longer() -> None:
    whole = as_data(changed("retention", "attendance", days=None))
    assert renewals(OLD, whole) == ("service",)
    assert renewals(whole, OLD) == ()


def test_lists_name_what_was_lost_and_what_was_gained() -> None:
    swapped = changed("categories", "client_age", recipients=("hosting", "mail_carrier", "state_bodies"))
    assert told(swapped) == [
        "Changed: kind of data “4.1.2 age”: recipients: the specialist whom you chose → the mail carrier"
    ]


def test_yes_and_no_are_told_in_words() -> None:
    assert told(changed("topics", "sleep", restricted=True)) == ["Changed: topic “Sleep”: restricted: no → yes"]


def test_what_reaches_no_further_than_before_asks_nobody() -> None:
    off = changed("categories", "client_name", active=False)
    assert renewals(OLD, as_data(off)) == ()
    moved = changed("recipients", "sms_carrier", title=Text(kk="SMS", ru="SMS", en="SMS"))
    assert renewals(OLD, as_data(moved)) == ()
    assert renewals(as_data(changed("retention", "attendance", days=None)), OLD) == ()
    both = as_data(changed("retention", "attendance", days=None))
    renamed = as_data(changed("retention", "attendance", days=None, title=Text(kk="а", ru="б", en="c")))
    assert renewals(both, renamed) == ()
