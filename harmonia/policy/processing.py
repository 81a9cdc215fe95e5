"""The record of processing and the map of the data, for the regulator and for readers."""

from collections.abc import Iterable
from dataclasses import dataclass

from harmonia.policy.register import REGISTER, Register
from harmonia.policy.terms import Category, Language
from harmonia.policy.wording import clock_term, retention_term

HEAD = """# The register of personal data

Written from `harmonia/policy/` by `python -m harmonia.policy`: edit the register, not this page.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingRow:
    """One purpose, and everything that is done for it (94-V art. 25(2)(1))."""

    purpose: str
    clause: str
    title: str
    basis: str
    law: str
    agreements: tuple[str, ...]
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    abroad: tuple[str, ...]
    retention: tuple[str, ...]


def processing_record(register: Register = REGISTER, language: Language = "en") -> tuple[ProcessingRow, ...]:
    """A row for each purpose, in the register's order."""
    return tuple(_row(key, register, language) for key in register.purposes)


def _row(key: str, register: Register, language: Language) -> ProcessingRow:
    purpose = register.purposes[key]
    basis = register.bases[purpose.basis]
    used = [category for category in register.categories.values() if category.active and key in category.purposes]
    recipients = _once(name for category in used for name in category.recipients)
    return ProcessingRow(
        purpose=key,
        clause=purpose.clause,
        title=purpose.title.in_language(language),
        basis=basis.key,
        law=basis.law,
        agreements=tuple(name for name, each in register.agreements.items() if key in each.purposes),
        subjects=_once(subject for category in used for subject in category.subjects),
        categories=tuple(category.key for category in used),
        recipients=recipients,
        abroad=tuple(name for name in recipients if register.recipients[name].country != "KZ"),
        retention=_once(_term(category, register, language) for category in used),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _term(category: Category, register: Register, language: Language) -> str:
    rule = register.retention[category.retention]
    return retention_term(rule, register.events[rule.from_event].title, language)


def data_map_markdown(register: Register = REGISTER) -> str:
    """The whole register as one page of Markdown in English."""
    return "\n".join(
        (
            HEAD,
            "## What is held\n",
            _table(CATEGORY_HEADER, [_category_row(each, register) for each in register.categories.values()]),
            "## What for\n",
            _table(PURPOSE_HEADER, [_purpose_row(row) for row in processing_record(register)]),
            "## Who receives it\n",
            _table(RECIPIENT_HEADER, _recipient_rows(register)),
            "## What people are asked\n",
            _table(AGREEMENT_HEADER, _agreement_rows(register)),
            "## By when\n",
            _table(CLOCK_HEADER, _clock_rows(register)),
            "## What goes on while a person is blocked\n",
            _table(SPARED_HEADER, _spared_rows(register)),
            "## Where the first policy and the law disagree\n",
            _table(CONTRADICTION_HEADER, _contradiction_rows(register)),
        )
    )


CATEGORY_HEADER = ("clause", "key", "data", "about", "purposes", "recipients", "kept", "protected by")
PURPOSE_HEADER = ("clause", "key", "purpose", "basis", "asked by", "data")
RECIPIENT_HEADER = ("key", "who", "what for", "country")
AGREEMENT_HEADER = ("key", "kind", "when", "third parties", "abroad", "published", "term")
CLOCK_HEADER = ("key", "what", "within", "source", "reviewed")
SPARED_HEADER = ("purpose", "why", "source")
CONTRADICTION_HEADER = ("clause", "the policy", "the law", "source", "the reading taken", "reviewed")


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines) + "\n"


def _category_row(category: Category, register: Register) -> tuple[str, ...]:
    protection = f"key: {category.key_class}" if category.key_class else f"in clear: {category.clear_because}"
    marks = [name for name in ("restricted", "free_text", "published", "blind_index") if getattr(category, name)]
    return (
        category.clause,
        f"`{category.key}`" + ("" if category.active else " (off)"),
        category.title.en,
        ", ".join(category.subjects),
        ", ".join(category.purposes),
        ", ".join(category.recipients),
        _term(category, register, "en"),
        "; ".join([protection, *(mark.replace("_", " ") for mark in marks)]),
    )


def _purpose_row(row: ProcessingRow) -> tuple[str, ...]:
    asked, used = ", ".join(row.agreements) or "nobody", ", ".join(row.categories)
    return (row.clause, f"`{row.purpose}`", row.title, f"{row.basis}: {row.law}", asked, used)


def _recipient_rows(register: Register) -> list[tuple[str, ...]]:
    return [(f"`{r.key}`", r.title.en, r.explanation.en, r.country) for r in register.recipients.values()]


def _agreement_rows(register: Register) -> list[tuple[str, ...]]:
    return [
        (
            f"`{each.key}`",
            f"{each.kind}, {'required' if each.required else 'free'}",
            each.at,
            *("yes" if fact else "no" for fact in (each.third_parties, each.abroad, each.published)),
            each.term.en,
        )
        for each in register.agreements.values()
    ]


def _clock_rows(register: Register) -> list[tuple[str, ...]]:
    return [
        (f"`{each.key}`", each.title.en, clock_term(each, "en"), each.article, "yes" if each.reviewed else "no")
        for each in register.clocks.values()
    ]


def _spared_rows(register: Register) -> list[tuple[str, ...]]:
    return [(f"`{each.key}`", each.explanation.en, each.law) for each in register.while_blocked.values()]


def _contradiction_rows(register: Register) -> list[tuple[str, ...]]:
    return [
        (
            each.clause,
            each.policy_says.en,
            each.law_says.en,
            each.source,
            each.reading.en,
            "yes" if each.reviewed else "no",
        )
        for each in register.contradictions.values()
    ]
