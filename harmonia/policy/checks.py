"""The register checks itself: pure rules, each of which says in words what is wrong. No words: it is whole."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from harmonia.policy.bases import ANONYMISED, CONSENT
from harmonia.policy.clauses.numbers import FIRST_POLICY
from harmonia.policy.documents import UnknownDocument, document_keys, render
from harmonia.policy.listings import LISTINGS
from harmonia.policy.purposes import ADVERTISING, MAILINGS, NEWS
from harmonia.policy.register import REGISTER, Register
from harmonia.policy.terms import LANGUAGES, Chapter, Clause, Text
from harmonia.policy.vocabularies import DPV_BASES, DPV_PURPOSES, FIDES_CATEGORIES, FIDES_USES

# 4.5: what the policy promises never to hold.
MARKETING = frozenset({ADVERTISING, NEWS, MAILINGS})
SPECIAL = frozenset({"race", "nationality", "ethnicity", "politics", "religion", "philosophy", "beliefs", "intimate"})


def check_register(register: Register = REGISTER) -> tuple[str, ...]:
    """Everything that is wrong with the register; () when it is whole."""
    return tuple(fault for rule in RULES for fault in rule(register))


def keys_match(register: Register) -> Iterator[str]:
    """Each entry stands under its own key."""
    for field in fields(register):
        table = getattr(register, field.name)
        if field.name in ("chapters", "booking_terms", "payout_terms", "methods", "spoken_languages"):
            continue
        for key, entry in table.items():
            own = getattr(entry, OWN_KEY.get(field.name, "key"))
            if own != key:
                yield f"{field.name}: {own} stands under {key}"


def references_resolve(register: Register) -> Iterator[str]:
    yield from _missing("purposes", "basis", register.bases, {p.key: (p.basis,) for p in register.purposes.values()})
    asked = {p.key: (p.agreement,) for p in register.purposes.values() if p.agreement}
    yield from _missing("purposes", "agreement", register.agreements, asked)
    events = {rule.key: (rule.from_event,) for rule in register.retention.values()}
    yield from _missing("retention", "from_event", register.events, events)
    terms = {category.key: (category.retention,) for category in register.categories.values()}
    yield from _missing("categories", "retention", register.retention, terms)
    cookies = {cookie.name: (cookie.agreement,) for cookie in register.cookies.values() if cookie.agreement}
    yield from _missing("cookies", "agreement", register.agreements, cookies)
    for table in ("categories", "agreements"):
        for name in ("purposes", "recipients", "categories"):
            named = {key: getattr(entry, name, ()) for key, entry in getattr(register, table).items()}
            yield from _missing(table, name, getattr(register, name), named)


def _missing(table: str, field: str, known: Collection[str], named: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for key, references in named.items():
        yield from (f"{table}: {key} names an unknown {field}: {name}" for name in references if name not in known)


def texts_are_complete(register: Register) -> Iterator[str]:
    """Kazakh, Russian and English, none of them empty."""
    for place, text in _texts(register, "register"):
        yield from (f"{place}: no words in {code}" for code in LANGUAGES if not text.in_language(code).strip())


def _texts(value: Any, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield place, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(entry, f"{place}.{key}")
    elif isinstance(value, tuple):
        for entry in value:
            yield from _texts(entry, f"{place}.{getattr(entry, 'number', '')}")


def consents_are_asked(register: Register) -> Iterator[str]:
    """A purpose based on consent has a consent that speaks of it, and only such a purpose has one."""
    for purpose in register.purposes.values():
        agreement = register.agreements.get(purpose.agreement or "")
        if (purpose.basis == CONSENT) != (purpose.agreement is not None):
            yield f"purposes: {purpose.key} is based on {purpose.basis} and asks for {purpose.agreement}"
        elif agreement and (agreement.kind != "consent" or purpose.key not in agreement.purposes):
            yield f"purposes: {agreement.key} is no consent to {purpose.key}"


def categories_have_a_use(register: Register) -> Iterator[str]:
    """No data without a purpose, and the subject's own rights reach all that is held (7.3, 94-V art. 24)."""
    for category in register.categories.values():
        if not category.purposes:
            yield f"categories: {category.key} has no purpose"
        elif "rights" not in category.purposes:
            yield f"categories: {category.key} can't be handed over to its subject"
        if stray := set(category.by_program_only) - set(category.purposes):
            yield f"categories: {category.key} keeps a purpose from people that it does not serve: {', '.join(stray)}"
        if not category.subjects:
            yield f"categories: {category.key} is about nobody"


def clear_data_have_a_reason(register: Register) -> Iterator[str]:
    for category in register.categories.values():
        if (category.key_class is None) != bool(category.clear_because):
            yield f"categories: {category.key} must be encrypted or say why it is not, and not both"
        if category.restricted and category.key_class is None:
            yield f"categories: {category.key} is restricted and not encrypted"


def no_special_categories(register: Register) -> Iterator[str]:
    """4.5 names what is never held."""
    for key in register.categories:
        if SPECIAL & set(key.split("_")):
            yield f"categories: {key} is a special category (4.5)"


def care_is_never_advertised(register: Register) -> Iterator[str]:
    """5.7: what a person came with, and what he says in care, chooses no letter for him."""
    for category in register.categories.values():
        if (category.restricted or category.key_class == "case") and MARKETING & set(category.purposes):
            yield f"categories: {category.key} belongs to care and serves marketing"
    yield from (f"interests: {key} is a topic of care" for key in register.interests if key in register.topics)


def free_text_is_not_mined(register: Register) -> Iterator[str]:
    """4.5: what somebody wrote as he liked is restricted, and serves no count: the vault refuses such a purpose."""
    for category in (each for each in register.categories.values() if each.free_text):
        for purpose in (register.purposes[key] for key in category.purposes if key in register.purposes):
            if purpose.basis == ANONYMISED:
                yield f"categories: {category.key} is free text and may not serve {purpose.key} (4.5)"
        if not category.restricted:
            yield f"categories: {category.key} is free text and not restricted"


def clauses_are_answered(register: Register) -> Iterator[str]:
    """Every clause of the first policy has ours of its number, written once; a list may share its item's number."""
    clauses = [clause for chapter in register.chapters for clause in chapter.clauses if clause.number]
    lists = {clause.number for clause in clauses if clause.listing}
    written = [clause.number for clause in clauses]
    written += [category.clause for category in register.categories.values() if category.clause not in lists]
    written += [purpose.clause for purpose in register.purposes.values()]
    yield from (f"clauses: {number} is not answered" for number in FIRST_POLICY if number not in written)
    yield from (f"clauses: {number} is written twice" for number in sorted(set(written)) if written.count(number) > 1)


def listings_exist(register: Register) -> Iterator[str]:
    chapters = [*register.chapters, *(chapter for each in register.agreements.values() for chapter in each.chapters)]
    for clause in _clauses(chapters):
        if clause.listing and clause.listing not in LISTINGS:
            yield f"clauses: {clause.number} wants an unknown list: {clause.listing}"


def _clauses(chapters: list[Chapter]) -> Iterator[Clause]:
    for chapter in chapters:
        yield from chapter.clauses


def answers_are_true(register: Register) -> Iterator[str]:
    """The yes and no of a consent (94-V art. 8(4)) follow from its recipients."""
    for agreement in register.agreements.values():
        if agreement.kind != "consent":
            continue
        chosen = [register.recipients[key] for key in agreement.recipients if key in register.recipients]
        true = {
            "third_parties": any(recipient.third_party for recipient in chosen),
            "abroad": any(recipient.country != "KZ" for recipient in chosen),
            "published": any(recipient.public for recipient in chosen),
        }
        for name, fact in true.items():
            if getattr(agreement, name) != fact:
                yield f"agreements: {agreement.key} says {name}={not fact}, its recipients say {fact}"


def transfers_are_agreed(register: Register) -> Iterator[str]:
    """Data go to a third party only by a consent that names both (3.3, 6.2)."""
    consents = [agreement for agreement in register.agreements.values() if agreement.kind == "consent"]
    for category in (category for category in register.categories.values() if category.active):
        agreed = {key for consent in consents if category.key in consent.categories for key in consent.recipients}
        for key in category.recipients:
            recipient = register.recipients.get(key)
            if recipient and recipient.third_party and key not in agreed:
                yield f"categories: nobody agrees that {category.key} goes to {key}"
        if category.published != any(r.public for k, r in register.recipients.items() if k in category.recipients):
            yield f"categories: {category.key} is published and has no public, or the other way round"


def agreements_hold_together(register: Register) -> Iterator[str]:
    """A consent lists no data that none of its purposes uses, and no recipient that none of its data goes to."""
    for agreement in register.agreements.values():
        chosen = [register.categories[key] for key in agreement.categories if key in register.categories]
        for category in chosen:
            if not set(category.purposes) & set(agreement.purposes):
                yield f"agreements: {agreement.key} lists {category.key}, which serves none of its purposes"
        receiving = {key for category in chosen for key in category.recipients}
        for key in agreement.recipients:
            if key not in receiving:
                yield f"agreements: {agreement.key} names {key}, which receives none of its data"


def documents_render(register: Register) -> Iterator[str]:
    """Every placeholder is known and every list can be written, in each language."""
    for key in document_keys(register):
        for language in LANGUAGES:
            try:
                render(key, language, register=register)
            except (KeyError, ValueError, IndexError, UnknownDocument) as error:
                yield f"documents: {key} does not render in {language}: {error!r}"


def others_have_words(register: Register) -> Iterator[str]:
    """What is exported to auditors' tools has a word there (`vocabularies`)."""
    for name, keys, words in (
        ("purposes", register.purposes, FIDES_USES),
        ("purposes", register.purposes, DPV_PURPOSES),
        ("categories", register.categories, FIDES_CATEGORIES),
        ("bases", register.bases, DPV_BASES),
    ):
        yield from (f"{name}: {key} has no word in the vocabularies of others" for key in keys if key not in words)


OWN_KEY = {"topics": "slug", "lines": "number", "cookies": "name"}
RULES: tuple[Callable[[Register], Iterator[str]], ...] = (
    keys_match,
    references_resolve,
    texts_are_complete,
    consents_are_asked,
    categories_have_a_use,
    clear_data_have_a_reason,
    no_special_categories,
    care_is_never_advertised,
    free_text_is_not_mined,
    clauses_are_answered,
    listings_exist,
    answers_are_true,
    transfers_are_agreed,
    agreements_hold_together,
    documents_render,
    others_have_words,
)
