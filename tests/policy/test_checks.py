import re
from dataclasses import replace
from typing import Any

import pytest

from harmonia.policy import REGISTER, Interest, Register, Text, check_register
from harmonia.policy.checks import RULES
from harmonia.policy.clauses.numbers import FIRST_POLICY
from tests.policy.registers import changed, renamed, with_clause, without

EMAIL = REGISTER.categories["client_email"]
SERVICE = REGISTER.agreements["service"]
MUTE = Text(kk="", ru="по-русски", en="in English")


def test_the_register_is_whole() -> None:
    assert check_register() == ()


BROKEN: tuple[tuple[str, Register, str], ...] = (
    ("misnamed purpose", renamed("purposes", "news", "gossip"), "purposes: news stands under gossip"),
    ("misnamed topic", renamed("topics", "sleep", "dreams"), "topics: sleep stands under dreams"),
    ("misnamed line", renamed("lines", "112", "911"), "lines: 112 stands under 911"),
    ("unknown basis", changed("purposes", "news", basis="whim"), "purposes: news names an unknown basis: whim"),
    (
        "unknown agreement",
        changed("purposes", "news", agreement="nod"),
        "purposes: news names an unknown agreement: nod",
    ),
    (
        "unknown event",
        changed("retention", "account", from_event="doomsday"),
        "retention: account names an unknown from_event: doomsday",
    ),
    (
        "unknown retention",
        changed("categories", "sex", retention="for_ever"),
        "categories: sex names an unknown retention: for_ever",
    ),
    (
        "unknown purpose of a category",
        changed("categories", "sex", purposes=("rights", "curiosity")),
        "categories: sex names an unknown purposes: curiosity",
    ),
    (
        "unknown recipient of a category",
        changed("categories", "client_email", recipients=(*EMAIL.recipients, "neighbour")),
        "categories: client_email names an unknown recipients: neighbour",
    ),
    (
        "unknown category of an agreement",
        changed("agreements", "service", categories=(*SERVICE.categories, "diary")),
        "agreements: service names an unknown categories: diary",
    ),
    (
        "unknown recipient of an agreement",
        changed("agreements", "service", recipients=(*SERVICE.recipients, "neighbour")),
        "agreements: service names an unknown recipients: neighbour",
    ),
    (
        "unknown agreement of a cookie",
        changed("cookies", "_ga, _ga_*", agreement="nod"),
        "names an unknown agreement: nod",
    ),
    ("purpose without Kazakh", changed("purposes", "news", title=MUTE), "register.purposes.news.title: no words in kk"),
    ("clause without Kazakh", with_clause("8.1", text=MUTE), "clauses.8.1.text: no words in kk"),
    (
        "consent nobody asks",
        changed("purposes", "news", agreement=None),
        "purposes: news is based on consent and asks for None",
    ),
    (
        "law that asks",
        changed("purposes", "legal_duty", agreement="service"),
        "purposes: legal_duty is based on law and asks for service",
    ),
    (
        "consent that is silent",
        changed("agreements", "practice", purposes=("service",)),
        "purposes: practice is no consent to verification",
    ),
    ("acceptance for consent", changed("purposes", "news", agreement="offer"), "purposes: offer is no consent to news"),
    ("data for nothing", changed("categories", "sex", purposes=()), "categories: sex has no purpose"),
    (
        "data out of reach",
        changed("categories", "sex", purposes=("service",)),
        "categories: sex can't be handed over to its subject",
    ),
    ("data about nobody", changed("categories", "sex", subjects=()), "categories: sex is about nobody"),
    (
        "clear without reason",
        changed("categories", "client_email", key_class=None),
        "categories: client_email must be encrypted or say why it is not, and not both",
    ),
    (
        "encrypted with an excuse",
        changed("categories", "client_email", clear_because="It is handy."),
        "categories: client_email must be encrypted or say why it is not, and not both",
    ),
    (
        "restricted in clear",
        changed("categories", "messages", key_class=None, clear_because="It is handy."),
        "categories: messages is restricted and not encrypted",
    ),
    (
        "free text counted",
        changed("categories", "messages", purposes=("service", "open_statistics", "rights")),
        "categories: messages is free text and may not serve open_statistics (4.5)",
    ),
    (
        "free text for everybody",
        changed("categories", "session_notes", restricted=False),
        "categories: session_notes is free text and not restricted",
    ),
    (
        "a purpose kept from people that there is not",
        changed("categories", "session_notes", by_program_only=("advertising",)),
        "categories: session_notes keeps a purpose from people that it does not serve: advertising",
    ),
    (
        "special category",
        replace(REGISTER, categories={**REGISTER.categories, "client_religion": replace(EMAIL, key="client_religion")}),
        "categories: client_religion is a special category (4.5)",
    ),
    (
        "topics of care for news",
        changed("categories", "client_topics", purposes=(*REGISTER.categories["client_topics"].purposes, "news")),
        "categories: client_topics belongs to care and serves marketing",
    ),
    (
        "an interest that is a topic",
        replace(REGISTER, interests={**REGISTER.interests, "sleep": Interest(key="sleep", title=EMAIL.title)}),
        "interests: sleep is a topic of care",
    ),
    ("unanswered category clause", without("categories", "client_age"), "clauses: 4.1.2 is not answered"),
    ("unanswered purpose clause", without("purposes", "reporting"), "clauses: 5.14 is not answered"),
    ("unanswered clause", with_clause("12.5", number="12.55"), "clauses: 12.5 is not answered"),
    ("clause written twice", with_clause("12.5", number="12.4"), "clauses: 12.4 is written twice"),
    ("category on a clause", changed("categories", "sex", clause="8.1"), "clauses: 8.1 is written twice"),
    ("two data of one number", changed("categories", "sex", clause="4.1.1"), "clauses: 4.1.1 is written twice"),
    ("unknown list", with_clause("9.3", listing="cakes"), "clauses: 9.3 wants an unknown list: cakes"),
    (
        "denied third parties",
        changed("agreements", "service", third_parties=False),
        "agreements: service says third_parties=False, its recipients say True",
    ),
    (
        "denied abroad",
        changed("agreements", "analytics_google", abroad=False),
        "agreements: analytics_google says abroad=False, its recipients say True",
    ),
    (
        "denied publication",
        changed("agreements", "publication", published=False),
        "agreements: publication says published=False, its recipients say True",
    ),
    (
        "recipient moved abroad",
        changed("recipients", "sms_carrier", country="DE"),
        "agreements: marketing_sms says abroad=False, its recipients say True",
    ),
    (
        "transfer nobody agreed to",
        changed("categories", "client_phone", recipients=("sms_carrier", "google", "hosting", "state_bodies")),
        "categories: nobody agrees that client_phone goes to google",
    ),
    (
        "published to nobody",
        changed("categories", "client_age", published=True),
        "categories: client_age is published and has no public, or the other way round",
    ),
    (
        "data that serve no purpose of the consent",
        changed("agreements", "marketing_sms", categories=("client_phone", "preferences", "notices_sent", "messages")),
        "agreements: marketing_sms lists messages, which serves none of its purposes",
    ),
    (
        "recipient of nothing",
        changed("agreements", "marketing_sms", recipients=("sms_carrier", "hosting", "yandex")),
        "agreements: marketing_sms names yandex, which receives none of its data",
    ),
    (
        "data that others have no word for",
        replace(REGISTER, categories={**REGISTER.categories, "dreams": replace(EMAIL, key="dreams", clause="4.4.99")}),
        "categories: dreams has no word in the vocabularies of others",
    ),
    (
        "unknown placeholder",
        with_clause("8.1", text=Text(kk="{moon}", ru="{moon}", en="{moon}")),
        "documents: privacy does not render in kk: KeyError('moon')",
    ),
)


@pytest.mark.parametrize(("register", "fault"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_register_is_told_what_is_wrong(register: Register, fault: str) -> None:
    assert any(fault in found for found in check_register(register))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_its_no(rule: Any) -> None:
    assert any(list(rule(register)) for _, register, _ in BROKEN)


def test_a_switched_off_category_goes_nowhere_so_nobody_need_agree() -> None:
    off = changed("categories", "client_phone", recipients=("google",), active=False)
    assert not any("nobody agrees that client_phone" in fault for fault in check_register(off))


def test_the_numbers_of_the_first_policy_are_all_there() -> None:
    assert len(FIRST_POLICY) == len(set(FIRST_POLICY)) == 1 + 63 + 3 + 7 + 7 + 4 + 4 + 5 + 2
    assert all(re.fullmatch(r"\d+(\.\d+){1,2}", number) for number in FIRST_POLICY)
