"""The page is the register: what changes there changes here, and nothing else has to."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmonia.policy import (
    CATEGORIES,
    LANGUAGES,
    PURPOSES,
    REGISTER,
    Operator,
    Text,
    UnknownDocument,
    document_keys,
    permitted,
    register_sha256,
    render,
)
from harmonia.policy.clauses.numbers import FIRST_POLICY
from harmonia.policy.terms import Language
from tests.policy.registers import changed, without

KAZAKH_LETTERS = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
EVERY = [(key, language) for key in document_keys() for language in LANGUAGES]
WORDS = st.text(alphabet="абвгдежзиклмнопрст ", min_size=3).filter(lambda words: words.strip() != "")


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_every_document_is_written_in_full(key: str, language: Language) -> None:
    document = render(key, language)
    assert document.title
    assert document.sections
    assert all(section.title and section.paragraphs for section in document.sections)
    assert len(document.text) > 800
    assert not re.search(r"[{}]", document.text)


@pytest.mark.parametrize("key", document_keys())
def test_each_language_is_written_in_its_own_letters(key: str) -> None:
    kazakh, russian, english = (render(key, language).text for language in LANGUAGES)
    assert len(KAZAKH_LETTERS & set(kazakh)) >= 8
    assert not KAZAKH_LETTERS & set(russian)
    assert "ы" in russian
    assert not re.search("[а-яА-Я]{3}", english.replace("Яндекс.Метрика", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_of_the_first_policy_is_printed_with_its_number(language: Language) -> None:
    document = render("privacy", language)
    printed = {
        number
        for section in document.sections
        for paragraph in section.paragraphs
        for number in (paragraph.number, *(item.number for item in paragraph.items))
    }
    printed |= {"4.3"}
    assert set(FIRST_POLICY) <= printed
    assert [section.number for section in document.sections] == [str(number) for number in range(1, 13)]


def test_a_text_is_the_same_each_time_and_its_hash_with_it() -> None:
    assert render("privacy", "kk").text == render("privacy", "kk").text
    assert render("privacy", "kk").sha256 == render("privacy", "kk").sha256
    assert register_sha256() == register_sha256()


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(UnknownDocument):
        render("marriage", "ru")


def test_the_operator_names_himself_and_what_he_leaves_out_is_a_visible_blank() -> None:
    named = Operator(
        name="TAUBA",
        bin="123456789012",
        address="Алматы, Абая 1",
        domain="tauba.kz",
        email="aid@tauba.kz",
        phone="+7 700 000 00 00",
        responsible_person="Павел",
    )
    text = render("service", "ru", named).text
    assert all(said in text for said in ("ТОО «TAUBA»", "123456789012", "Алматы, Абая 1", "aid@tauba.kz", "Павел"))
    assert "[адрес оператора]" not in text
    assert "[адрес оператора]" in render("service", "ru").text
    assert named.missing() == ()
    assert Operator().missing() == ("bin", "address", "phone", "responsible_person")
    assert register_sha256(named) != register_sha256()


def test_blanks_are_filled_with_plain_words_and_never_read_as_templates() -> None:
    filled = render("informed_consent", "kk", blanks={"specialist_name": "{bin} Борис", "subject_name": "Айгерім"})
    assert "{bin} Борис" in filled.text
    assert "Айгерім" in filled.text
    assert "Борис" not in render("informed_consent", "kk").text


def test_another_title_of_a_purpose_changes_page_consent_and_edition() -> None:
    title = Text(kk="Жаңа атау", ru="Новое название", en="A new name")
    register = changed("purposes", "service", title=title)
    for language in LANGUAGES:
        for key in ("privacy", "service"):
            assert title.in_language(language) in render(key, language, register=register).text
            assert render(key, language, register=register).sha256 != render(key, language).sha256
        assert render("marketing_sms", language, register=register) == render("marketing_sms", language)
    assert register_sha256(register=register) != register_sha256()


def test_another_term_changes_page_consent_and_edition() -> None:
    register = changed("retention", "attendance", days=17)
    assert "17 дней после сессии" in render("privacy", "ru", register=register).text
    assert "17 дней после сессии" in render("service", "ru", register=register).text
    assert "17 дней" not in render("privacy", "ru").text
    assert render("research", "ru", register=register) == render("research", "ru")
    assert register_sha256(register=register) != register_sha256()


def test_another_recipient_cookie_clock_or_refund_changes_the_page() -> None:
    title = Text(kk="Басқа", ru="Другой", en="Another")
    assert "Другой" in render("privacy", "ru", register=changed("recipients", "hosting", title=title)).text
    assert "Другой" in render("privacy", "ru", register=changed("cookies", "language", title=title)).text
    assert "41 рабочего дня" in render("privacy", "ru", register=changed("clocks", "withdrawal", amount=41)).text
    terms = replace(REGISTER.booking_terms, hold_minutes=77)
    assert "77 мин" in render("offer", "ru", register=replace(REGISTER, booking_terms=terms)).text


def test_another_requirement_changes_page_and_edition() -> None:
    register = changed("eligibility", "practice", amount=7)
    assert "от 7 лет" in render("privacy", "ru", register=register).text
    assert "от 5 лет" in render("privacy", "ru").text
    for key in REGISTER.eligibility:
        assert register_sha256(register=changed("eligibility", key, amount=7)) != register_sha256()


def test_a_purpose_taken_from_a_category_is_no_longer_permitted() -> None:
    assert permitted("client_email", "mailings")
    narrower = tuple(key for key in CATEGORIES["client_email"].purposes if key != "mailings")
    register = changed("categories", "client_email", purposes=narrower)
    assert not permitted("client_email", "mailings", register.categories)
    assert register_sha256(register=register) != register_sha256()


def test_what_is_not_declared_is_not_permitted() -> None:
    assert not permitted("client_email", "curiosity")
    assert not permitted("diary", "service")
    assert not permitted("emotional_state", "service")
    assert permitted("emotional_state", "service", changed("categories", "emotional_state", active=True).categories)
    assert not permitted("client_topics", "advertising")
    assert not permitted("messages", "support")


def test_only_what_is_in_use_is_printed() -> None:
    assert "эмоциональное состояние —" not in render("privacy", "ru").text
    switched_on = changed("categories", "emotional_state", active=True)
    assert "4.4.12 эмоциональное состояние —" in render("privacy", "ru", register=switched_on).text


def test_a_category_that_is_gone_is_gone_from_the_page() -> None:
    register = without("categories", "survey_answers")
    assert CATEGORIES["survey_answers"].title.ru not in render("privacy", "ru", register=register).text


@given(st.sampled_from(sorted(PURPOSES)), WORDS)
def test_any_words_of_any_purpose_reach_the_page(key: str, words: str) -> None:
    register = changed("purposes", key, explanation=Text(kk=words, ru=words, en=words))
    assert words in render("privacy", "kk", register=register).text
    assert render("privacy", "kk", register=register).sha256 != render("privacy", "kk").sha256


def test_the_page_says_what_a_closed_account_leaves_behind() -> None:
    assert (
        "остаются только: встречи, платежи, согласия, журнал доступа, сроки требований о данных, запись о сотруднике."
        in render("privacy", "ru").text
    )
    register = changed("retention", "notices", outlives_account=True)
    assert (
        "отправленные уведомления, сроки требований о данных, запись" in render("privacy", "ru", register=register).text
    )


def test_a_country_without_a_name_is_told_by_its_code_and_the_public_is_anywhere() -> None:
    assert "| DE" in render("privacy", "en", register=changed("recipients", "sms_carrier", country="DE")).text
    assert "any visitor of the site | to read a specialist's published page | any" in render("privacy", "en").text


def test_what_happens_at_the_end_of_a_term_is_told() -> None:
    text = render("privacy", "en").text
    assert (
        "payments | 1826 days (5 years) after the payment | the link to the person is destroyed, only numbers remain"
        in text
    )
    assert "consents | 1095 days (3 years) after the consent ends | destroyed" in text
    kept_in_part = changed("retention", "consents", after="anonymise")
    assert (
        "after the consent ends | the link to the person is destroyed"
        in render("privacy", "en", register=kept_in_part).text
    )
