"""The lists inside clauses, written by the register: change a purpose or a term, and the page changes by itself."""

from collections.abc import Callable, Iterable

from harmonia.policy.register import Register
from harmonia.policy.shapes import Item, Table
from harmonia.policy.terms import Category, Language, Text
from harmonia.policy.wording import clock_term, country, days, hours, retention_term, yes_or_no

Listed = tuple[Item, ...] | Table

AFTER = {
    "erase": Text(kk="жойылады", ru="уничтожаются", en="destroyed"),
    "reduce": Text(
        kk="адаммен байланысы жойылады, тек сандар қалады",
        ru="связь с человеком уничтожается, остаются только числа",
        en="the link to the person is destroyed, only numbers remain",
    ),
    "anonymise": Text(
        kk="адаммен байланысы жойылады", ru="связь с человеком уничтожается", en="the link to the person is destroyed"
    ),
}
RETENTION_HEADER = Text(
    kk="Не сақталады|Қанша уақыт|Содан кейін", ru="Что хранится|Сколько|Что потом", en="What is kept|How long|And then"
)
RECIPIENT_HEADER = Text(kk="Кім|Не үшін|Ел", ru="Кто|Зачем|Страна", en="Who|What for|Country")
COOKIE_HEADER = Text(
    kk="Атауы|Не істейді|Кім қояды|Мерзімі|Келісім керек пе",
    ru="Название|Что делает|Кто ставит|Срок|Нужно ли согласие",
    en="Name|What it does|Set by|Term|Needs consent",
)
CLOCK_HEADER = Text(kk="Не істейміз|Мерзімі", ru="Что мы делаем|В течение", en="What we do|Within")
REFUND = Text(
    kk="сессияға дейін кемінде {notice} қалса — {share} %",
    ru="не позднее чем за {notice} до сессии — {share} %",
    en="at least {notice} before the session: {share} %",
)
NO_REFUND = Text(
    kk="одан аз уақыт қалса — қайтарылмайды",
    ru="позже — не возвращаем",
    en="later than that: nothing",
)
BROWSER_CLOSED = Text(kk="браузер жабылғанға дейін", ru="пока открыт браузер", en="until the browser closes")


def _header(header: Text, language: Language) -> tuple[str, ...]:
    return tuple(header.in_language(language).split("|"))


def _in_order(clause: str) -> tuple[int, ...]:
    return tuple(int(part) for part in clause.split("."))


def titled(title: Text, explanation: Text, language: Language) -> str:
    return f"{title.in_language(language)} — {explanation.in_language(language)}"


def _categories(register: Register, language: Language, clause: str) -> tuple[Item, ...]:
    chosen: Iterable[Category] = (
        category for category in register.categories.values() if category.active and category.clause.startswith(clause)
    )
    return tuple(
        Item(category.clause, titled(category.title, category.explanation, language))
        for category in sorted(chosen, key=lambda category: _in_order(category.clause))
    )


def client_categories(register: Register, language: Language) -> Listed:
    return _categories(register, language, "4.1.")


def specialist_categories(register: Register, language: Language) -> Listed:
    return _categories(register, language, "4.2.")


def visitor_categories(register: Register, language: Language) -> Listed:
    return tuple(Item("", item.text) for item in _categories(register, language, "4.3"))


def own_categories(register: Register, language: Language) -> Listed:
    return _categories(register, language, "4.4.")


def purposes(register: Register, language: Language) -> Listed:
    ordered = sorted(register.purposes.values(), key=lambda purpose: _in_order(purpose.clause))
    return tuple(
        Item(
            purpose.clause,
            f"{titled(purpose.title, purpose.explanation, language)}. "
            f"{register.bases[purpose.basis].title.in_language(language)}.",
        )
        for purpose in ordered
    )


def retention(register: Register, language: Language) -> Listed:
    rows = tuple(
        (
            rule.title.in_language(language),
            retention_term(rule, register.events[rule.from_event].title, language),
            AFTER[rule.after].in_language(language),
        )
        for rule in register.retention.values()
    )
    return Table(_header(RETENTION_HEADER, language), rows)


def recipients(register: Register, language: Language) -> Listed:
    rows = tuple(
        (
            recipient.title.in_language(language),
            recipient.explanation.in_language(language),
            country(recipient, language),
        )
        for recipient in register.recipients.values()
    )
    return Table(_header(RECIPIENT_HEADER, language), rows)


def cookies(register: Register, language: Language) -> Listed:
    rows = tuple(
        (
            cookie.name,
            cookie.title.in_language(language),
            cookie.set_by,
            BROWSER_CLOSED.in_language(language) if cookie.days is None else days(cookie.days, language),
            yes_or_no(cookie.agreement is not None, language),
        )
        for cookie in register.cookies.values()
    )
    return Table(_header(COOKIE_HEADER, language), rows)


def clocks(register: Register, language: Language) -> Listed:
    rows = tuple((clock.title.in_language(language), clock_term(clock, language)) for clock in register.clocks.values())
    return Table(_header(CLOCK_HEADER, language), rows)


def crisis_lines(register: Register, language: Language) -> Listed:
    return tuple(
        Item(line.number, f"{line.name.in_language(language)}. {line.when.in_language(language)}.")
        for line in register.lines.values()
    )


def consents(register: Register, language: Language) -> Listed:
    return tuple(
        Item("", agreement.title.in_language(language))
        for agreement in register.agreements.values()
        if agreement.kind == "consent"
    )


def refunds(register: Register, language: Language) -> Listed:
    steps = register.booking_terms.refunds
    said = [
        REFUND.in_language(language).format(notice=hours(step.notice_hours, language), share=step.per_cent)
        for step in steps
    ]
    return tuple(Item("", line) for line in (*said, NO_REFUND.in_language(language)))


LISTINGS: dict[str, Callable[[Register, Language], Listed]] = {
    listing.__name__: listing
    for listing in (
        client_categories,
        specialist_categories,
        visitor_categories,
        own_categories,
        purposes,
        retention,
        recipients,
        cookies,
        clocks,
        crisis_lines,
        consents,
        refunds,
    )
}
