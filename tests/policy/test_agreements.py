"""A consent has every item that 94-V art. 8(4) wants in it; an acceptance says what it must."""

import pytest

from harmonia.policy import (
    AGREEMENTS,
    CATEGORIES,
    LANGUAGES,
    LINES,
    PURPOSES,
    RECIPIENTS,
    Operator,
    agreements_serving,
    render,
)
from harmonia.policy.consent_forms import TITLES
from harmonia.policy.shapes import Document, Section
from harmonia.policy.terms import Agreement, Language
from tests.policy.registers import changed

CONSENTS = [agreement for agreement in AGREEMENTS.values() if agreement.kind == "consent"]
YES = {"kk": "Иә.", "ru": "Да.", "en": "Yes."}
NO = {"kk": "Жоқ.", "ru": "Нет.", "en": "No."}


def section(document: Document, title: str) -> Section:
    named = TITLES[title].in_language(document.language)
    return next(each for each in document.sections if each.title == named)


def said(document: Document, title: str) -> str:
    return " ".join(line for paragraph in section(document, title).paragraphs for line in paragraph.lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agreement", CONSENTS, ids=lambda agreement: agreement.key)
def test_a_consent_has_all_that_the_law_wants_in_it(agreement: Agreement, language: Language) -> None:
    document = render(agreement.key, language)
    operator = Operator()
    assert operator.full_name(language) in document.text
    assert operator.bin in document.text
    assert "[" in document.sections[1].paragraphs[0].text  # the subject's name, for the person to give
    assert all(PURPOSES[key].title.in_language(language) in said(document, "purposes") for key in agreement.purposes)
    assert all(
        CATEGORIES[key].title.in_language(language) in said(document, "categories") for key in agreement.categories
    )
    for title in ("third_parties", "abroad", "published"):
        answer = (YES if getattr(agreement, title) else NO)[language]
        assert answer in said(document, title)
    assert all(
        RECIPIENTS[key].title.in_language(language) in said(document, "third_parties") for key in agreement.recipients
    )
    assert agreement.term.in_language(language) in said(document, "term")
    assert operator.email in said(document, "withdrawal") or agreement.at == "cookies"
    assert [each.number for each in document.sections] == [
        str(number) for number in range(1, 12 + len(agreement.chapters))
    ]


def test_a_consent_says_yes_only_where_it_is_so() -> None:
    assert "Google Analytics: США" in said(render("analytics_google", "ru"), "abroad")
    assert "Яндекс.Метрика: Россия" in said(render("analytics_yandex", "ru"), "abroad")
    assert said(render("service", "ru"), "abroad").endswith("Нет.")
    register = changed("agreements", "service", abroad=True)
    assert "Да." in said(render("service", "ru", register=register), "abroad")


def test_only_what_the_service_needs_is_required() -> None:
    assert {key for key, agreement in AGREEMENTS.items() if agreement.required} == {
        "service",
        "practice",
        "offer",
        "confidentiality",
        "informed_consent",
        "staff_warning",
        "guest_rules",
    }


def test_a_free_consent_says_that_no_is_as_good_as_yes() -> None:
    assert "«Нет» — тоже хороший ответ" in said(render("marketing_email", "ru"), "refusal")
    assert "учётная запись не создаётся" in said(render("service", "ru"), "refusal")
    assert "рассмотреть заявку" in said(render("practice", "ru"), "refusal")


def test_each_channel_of_marketing_has_its_own_consent() -> None:
    assert agreements_serving("mailings") == ("marketing_email", "marketing_sms")
    assert agreements_serving("verification") == ("practice",)
    assert agreements_serving("legal_duty") == ()
    assert "client_phone" not in AGREEMENTS["marketing_email"].categories
    assert "client_email" not in AGREEMENTS["marketing_sms"].categories


def test_no_consent_lists_the_topics_for_marketing() -> None:
    restricted = {key for key, category in CATEGORIES.items() if category.restricted}
    for key in ("marketing_email", "marketing_sms", "analytics_google", "analytics_yandex", "publication"):
        assert not restricted & set(AGREEMENTS[key].categories)


@pytest.mark.parametrize("language", LANGUAGES)
def test_informed_consent_gives_the_lines_and_the_blanks(language: Language) -> None:
    document = render("informed_consent", language)
    items = [item.number for each in document.sections for paragraph in each.paragraphs for item in paragraph.items]
    assert items == list(LINES)
    assert document.text.count("[") == 6


def test_informed_consent_says_what_332_viii_wants_said() -> None:
    text = render("informed_consent", "ru").text
    for words in (
        "прекратить работу на любом этапе",
        "без моего отдельного письменного согласия",
        "жизни или здоровью угрожает опасность",
        "государственном реестре психологов",
        "диагнозов не ставят",
        "результата не обещают",
        "Третий человек",
        "конфликте интересов",
    ):
        assert words in text


def test_the_warning_of_staff_names_every_kind_of_liability() -> None:
    text = render("staff_warning", "ru").text
    for kind in ("дисциплинарную", "административную", "гражданско-правовую", "уголовную"):
        assert kind in text
