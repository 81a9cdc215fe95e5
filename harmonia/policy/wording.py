"""Words that depend on numbers and on the operator: terms in days, yes and no, blanks left for a person to fill."""

from harmonia.policy.terms import Clock, Language, Recipient, Retention, Text

YES = Text(kk="иә", ru="да", en="yes")
NO = Text(kk="жоқ", ru="нет", en="no")

ANYWHERE = Text(kk="кез келген", ru="любая", en="any")
COUNTRIES = {
    "KZ": Text(kk="Қазақстан", ru="Казахстан", en="Kazakhstan"),
    "US": Text(kk="АҚШ", ru="США", en="USA"),
    "RU": Text(kk="Ресей", ru="Россия", en="Russia"),
}
BLANKS: dict[str, Text] = {
    "subject_name": Text(
        kk="[тіркелгіде көрсетілген аты-жөні немесе лақап аты]",
        ru="[фамилия, имя или псевдоним, указанные в учётной записи]",
        en="[the name or pseudonym given in the account]",
    ),
    "specialist_name": Text(kk="[психологтың аты-жөні]", ru="[имя психолога]", en="[the psychologist's name]"),
    "specialist_qualification": Text(
        kk="[психологтың білімі мен біліктілігі]",
        ru="[образование и квалификация психолога]",
        en="[the psychologist's education and qualification]",
    ),
    "registry_entry": Text(
        kk="[психологтар мемлекеттік тізіліміндегі жазба нөмірі]",
        ru="[номер записи в государственном реестре психологов]",
        en="[the number of the entry in the state register of psychologists]",
    ),
    "aims": Text(
        kk="[психологпен бірге белгіленген мақсаттар]",
        ru="[цели, определённые вместе с психологом]",
        en="[the aims set together with the psychologist]",
    ),
    "methods": Text(
        kk="[психолог қолданатын әдістер]", ru="[методы, которые применяет психолог]", en="[the psychologist's methods]"
    ),
    "address": Text(kk="[оператордың мекенжайы]", ru="[адрес оператора]", en="[the operator's address]"),
    "phone": Text(kk="[оператордың телефоны]", ru="[телефон оператора]", en="[the operator's phone]"),
    "responsible": Text(
        kk="[жауапты тұлғаның аты-жөні]", ru="[имя ответственного лица]", en="[the responsible person's name]"
    ),
}


def _russian(number: int, one: str, few: str, many: str) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def days(number: int, language: Language) -> str:
    """A count of days: «1 день», «3 дня», «1095 дней (3 года)»; years are added where the number is whole years."""
    words = {
        "kk": "күн",
        "ru": _russian(number, "день", "дня", "дней"),
        "en": "day" if number == 1 else "days",
    }
    return f"{number} {words[language]}{_in_years(number, language)}"


def hours(number: int, language: Language) -> str:
    words = {
        "kk": "сағат",
        "ru": _russian(number, "час", "часа", "часов"),
        "en": "hour" if number == 1 else "hours",
    }
    return f"{number} {words[language]}"


def _in_years(number: int, language: Language) -> str:
    years = round(number / 365.25)
    if not years or abs(number - 365.25 * years) >= 2:
        return ""
    words = {
        "kk": "жыл",
        "ru": _russian(years, "год", "года", "лет"),
        "en": "year" if years == 1 else "years",
    }
    return f" ({years} {words[language]})"


def clock_term(clock: Clock, language: Language) -> str:
    """The term as it follows «в течение» or "within": genitive in Russian."""
    one = clock.amount % 10 == 1 and clock.amount % 100 != 11
    working = clock.unit == "working_days"
    words = {
        "kk": "жұмыс күні" if working else "күнтізбелік күн",
        "ru": ("рабочего " if one else "рабочих ") if working else ("календарного " if one else "календарных "),
        "en": "working day" if working else "calendar day",
    }
    ending = {"kk": "", "ru": "дня" if one else "дней", "en": "" if clock.amount == 1 else "s"}
    return f"{clock.amount} {words[language]}{ending[language]}"


def retention_term(rule: Retention, event_title: Text, language: Language) -> str:
    """How long, from when: «90 дней после отправки»; without a number, until the event's own moment."""
    if rule.days is None:
        until = Text(kk="тіркелгі жабылғанға дейін", ru="пока открыта учётная запись", en="while the account is open")
        return until.in_language(language)
    event = event_title.in_language(language)
    return f"{event} {days(rule.days, language)}" if language == "kk" else f"{days(rule.days, language)} {event}"


def country(recipient: Recipient, language: Language) -> str:
    """Where the data go, in words; the public is everywhere."""
    if recipient.public:
        return ANYWHERE.in_language(language)
    named = COUNTRIES.get(recipient.country)
    return named.in_language(language) if named else recipient.country


def yes_or_no(fact: bool, language: Language) -> str:
    return (YES if fact else NO).in_language(language)
