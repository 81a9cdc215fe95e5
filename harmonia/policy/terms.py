"""The words of the register: what a purpose, a category, an agreement … is. Values live in the modules beside."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = ("kk", "ru", "en")

Subject = Literal["client", "specialist", "staff", "visitor"]
KeyClass = Literal["identity", "case", "documents", "marketing"]
AgreementKind = Literal["consent", "acceptance"]
Occasion = Literal["registration", "first_session", "cabinet", "specialist", "staff", "cookies", "guest"]
AfterRetention = Literal["erase", "reduce", "anonymise"]
ClockUnit = Literal["working_days", "calendar_days"]
RequirementUnit = Literal["years", "days"]


@dataclass(frozen=True, slots=True)
class Text:
    """One thought in the three languages of the service."""

    kk: str
    ru: str
    en: str

    def in_language(self, code: str) -> str:
        """The wording in that language; Russian for a language that the service does not speak."""
        return {"kk": self.kk, "en": self.en}.get(code, self.ru)


class Spoken:
    """`headline = Spoken()` in a class reads an object's headline_kk, headline_ru and headline_en as one Text."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, spoken_of: Any, owner: type) -> Text:
        return Text(**{code: getattr(spoken_of, f"{self.name}_{code}") for code in LANGUAGES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    key: str
    title: Text
    law: str
    explanation: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    key: str
    clause: str
    title: Text
    explanation: Text
    basis: str
    agreement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One kind of personal data. `clear_because` says why a category without `key_class` is not encrypted.

    `free_text`: words that somebody wrote as he liked; no program counts them or advertises by them (4.5).
    `by_program_only`: purposes for which the service's own programs open it, and no person, not even one of the staff.
    """

    key: str
    clause: str
    title: Text
    explanation: Text
    subjects: tuple[Subject, ...]
    purposes: tuple[str, ...]
    by_program_only: tuple[str, ...] = ()
    retention: str
    recipients: tuple[str, ...] = ()
    key_class: KeyClass | None
    clear_because: str = ""
    blind_index: bool = False
    restricted: bool = False
    free_text: bool = False
    published: bool = False
    required: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """`days` after `from_event`, then `after`; None: while the account lasts. `outlives_account`: a law keeps it so.

    Erase leaves nothing; reduce leaves numbers that no longer lead to the person; anonymise cuts the link and leaves
    the rest, as in the journal, whose leaves can't be removed.
    """

    key: str
    title: Text
    days: int | None
    from_event: str
    law: str
    after: AfterRetention
    outlives_account: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What starts a term of retention: "after the session", "after the account is closed"."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who may receive data. `country` is ISO 3166-1 alpha-2; anything but KZ is a transfer abroad (94-V art. 16).

    `third_party` False: it acts for the operator and holds no keys, or the law itself sends the data to it.
    """

    key: str
    title: Text
    explanation: Text
    country: str = "KZ"
    third_party: bool = True
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One numbered statement of a document: its words, and the list that the register writes under them."""

    number: str
    text: Text
    listing: str | None = None


def clause(number: str, *, kk: str, ru: str, en: str, listing: str | None = None) -> Clause:
    """A clause in one breath: documents are long, and their words are what matters."""
    return Clause(number=number, text=Text(kk=kk, ru=ru, en=en), listing=listing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    number: str
    title: Text
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a person is asked. A consent is made of the items of 94-V art. 8(4); `chapters` are its own words."""

    key: str
    kind: AgreementKind
    required: bool
    at: Occasion
    title: Text
    summary: Text
    term: Text
    way_to_withdraw: Text
    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    third_parties: bool = False
    abroad: bool = False
    published: bool = False
    chapters: tuple[Chapter, ...] = ()
    term_days: int | None = None  # it ends by itself; None: with what `term` says


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    slug: str
    name: Text
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLine:
    number: str
    name: Text
    when: Text
    source: str
    owner: str
    checked_on: date
    stale_after_days: int

    def is_stale(self, on: date) -> bool:
        """Nobody has confirmed the line for too long."""
        return (on - self.checked_on).days > self.stale_after_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`prolonged_by`: how many more days the law named in `prolongation_law` allows, once; none unless it does."""

    key: str
    title: Text
    amount: int
    unit: ClockUnit
    article: str
    reviewed: bool
    prolonged_by: int = 0
    prolongation_law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A number that a specialist must meet. `source`: the law, the first policy, or why it is ours."""

    key: str
    title: Text
    amount: int
    unit: RequirementUnit
    source: str
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number of people, days … from which on something may be told or asked."""

    key: str
    title: Text
    amount: int
    source: str
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """`days` None: until the browser closes. `agreement` None: the service cannot work without it."""

    name: str
    title: Text
    set_by: str
    days: int | None
    agreement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Where the first policy and the law, or the first policy and itself, disagree, and the reading taken."""

    key: str
    clause: str
    policy_says: Text
    law_says: Text
    source: str
    reading: Text
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nobody is woken, on the clock of the person's own zone, until he chooses otherwise.

    `near_hours`: what speaks of a moment that would be nearer than this in the morning does not wait for the morning.
    """

    key: str
    title: Text
    starts_hour: int
    ends_hour: int
    near_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStep:
    """Cancelled at least so many hours before the session: so many per cent of the price come back."""

    notice_hours: int
    per_cent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """The service keeps so many per cent of a session held on that day or later, until a newer rule begins."""

    since_on: date
    per_cent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutTerms:
    """`dispute_days`: so long after a session the client may say that it was otherwise; only then is it owed.
    `books_close_day`: on that day of the next month nothing of a month is corrected any more."""

    commissions: tuple[Commission, ...]
    dispute_days: int
    books_close_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOffer:
    """So many sessions of one specialist, paid at once: each so many per cent cheaper, to be used within so many days.

    It is sold from one day until another; `until_on` None: until the offer changes.
    """

    sessions: int
    per_cent_off: int
    valid_days: int
    since_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTerms:
    """`refunds` from the longest notice to the shortest; with less notice than the last, nothing comes back.

    `relation_days` after the last session, with none booked ahead, the work is over: the specialist no longer sees the
    client's data (6.10).
    """

    refunds: tuple[RefundStep, ...]
    hold_minutes: int
    most_moves: int
    move_notice_hours: int
    relation_days: int
    packages: tuple[PackageOffer, ...]
    certificates_kzt: tuple[int, ...]
    certificate_days: int
