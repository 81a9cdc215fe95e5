"""The policy and every agreement as documents in three languages, from the register; and what identifies an edition."""

from collections.abc import Mapping
from hashlib import sha256

from harmonia.policy.consent_forms import form_chapters, listed_sections
from harmonia.policy.listings import LISTINGS
from harmonia.policy.operators import Operator
from harmonia.policy.record import as_data, canonical
from harmonia.policy.register import REGISTER, Register
from harmonia.policy.shapes import Document, Paragraph, Section, Table
from harmonia.policy.terms import LANGUAGES, Agreement, Chapter, Clause, Language, Text
from harmonia.policy.wording import BLANKS, clock_term, days

PRIVACY = "privacy"
PRIVACY_TITLE = Text(
    kk="Құпиялылық және дербес деректерді өңдеу саясаты",
    ru="Политика конфиденциальности и обработки персональных данных",
    en="Policy of privacy and the processing of personal data",
)


class UnknownDocument(Exception):
    """The register has no document of that key."""


def document_keys(register: Register = REGISTER) -> tuple[str, ...]:
    """The policy first, then every agreement."""
    return (PRIVACY, *register.agreements)


def render(
    key: str,
    language: Language,
    operator: Operator = Operator(),  # noqa: B008  frozen: one value shared by all calls
    register: Register = REGISTER,
    blanks: Mapping[str, str] | None = None,
) -> Document:
    """The document as a person reads it. `blanks` fills `wording.BLANKS`; what is not given stays a visible blank."""
    values = _values(register, operator, language) | dict(blanks or {})
    if key == PRIVACY:
        sections = _sections(register.chapters, register, language, values)
        return Document(key, PRIVACY_TITLE.in_language(language), language, sections)
    if key not in register.agreements:
        raise UnknownDocument(key)
    agreement = register.agreements[key]
    return Document(
        key, agreement.title.in_language(language), language, _agreement(agreement, register, language, values)
    )


def _agreement(
    agreement: Agreement, register: Register, language: Language, values: Mapping[str, str]
) -> tuple[Section, ...]:
    chapters = agreement.chapters
    if agreement.kind == "acceptance":
        return _sections(chapters, register, language, values)
    written = _sections((*form_chapters(agreement), *chapters), register, language, values)
    listed = listed_sections(agreement, register, language)
    return tuple(sorted((*written, *listed), key=lambda section: int(section.number)))


def _sections(
    chapters: tuple[Chapter, ...], register: Register, language: Language, values: Mapping[str, str]
) -> tuple[Section, ...]:
    return tuple(
        Section(
            chapter.number,
            chapter.title.in_language(language),
            tuple(_paragraph(clause, register, language, values) for clause in chapter.clauses),
        )
        for chapter in chapters
    )


def _paragraph(clause: Clause, register: Register, language: Language, values: Mapping[str, str]) -> Paragraph:
    text = clause.text.in_language(language).format_map(values)
    listed = LISTINGS[clause.listing](register, language) if clause.listing else ()
    if isinstance(listed, Table):
        return Paragraph(clause.number, text, (), listed)
    return Paragraph(clause.number, text, listed)


def _values(register: Register, operator: Operator, language: Language) -> dict[str, str]:
    blanks = {name: blank.in_language(language) for name, blank in BLANKS.items()}
    given = {
        "address": operator.address,
        "phone": operator.phone,
        "responsible": operator.responsible_person,
    }
    return (
        blanks
        | {name: value for name, value in given.items() if value}
        | {
            "company": operator.full_name(language),
            "bin": operator.bin,
            "domain": operator.domain,
            "email": operator.email,
            "lines": ", ".join(register.lines),
            "outliving": _outliving(register, language),
            "practice_years": str(register.eligibility["practice"].amount),
            "hold_minutes": str(register.booking_terms.hold_minutes),
            "most_moves": str(register.booking_terms.most_moves),
            "survey_cell": str(register.thresholds["survey_cell"].amount),
            "survey_people": str(register.thresholds["survey_people"].amount),
            "move_notice_hours": str(register.booking_terms.move_notice_hours),
        }
        | {f"clock_{clock.key}": clock_term(clock, language) for clock in register.clocks.values()}
        | {f"days_{rule.key}": days(rule.days, language) for rule in register.retention.values() if rule.days}
    )


def _outliving(register: Register, language: Language) -> str:
    """What a law keeps when the account is closed."""
    return ", ".join(rule.title.in_language(language) for rule in register.retention.values() if rule.outlives_account)


def register_sha256(
    operator: Operator = Operator(),  # noqa: B008  frozen: one value shared by all calls
    register: Register = REGISTER,
) -> str:
    """Identifies an edition: the hash over all documents in all languages and the register itself."""
    documents = {
        key: {language: render(key, language, operator, register).sha256 for language in LANGUAGES}
        for key in document_keys(register)
    }
    return sha256(canonical({"documents": documents, "register": as_data(register)})).hexdigest()
