"""The form of a consent: every item that 94-V art. 8(4) wants in it, written by the register and nothing else."""

from harmonia.policy.listings import titled
from harmonia.policy.register import Register
from harmonia.policy.shapes import Item, Paragraph, Section, Table
from harmonia.policy.terms import Agreement, Chapter, Clause, Language, Text
from harmonia.policy.wording import country, retention_term, yes_or_no

OPERATOR = Chapter(
    number="1",
    title=Text(kk="Оператор", ru="Оператор", en="The operator"),
    clauses=(
        Clause(
            number="1.1",
            text=Text(
                kk="{company}, БСН {bin}, мекенжайы: {address}, сайты: {domain}, поштасы: {email}. Дербес деректерді "
                "өңдеуді ұйымдастыруға жауапты: {responsible}.",
                ru="{company}, БИН {bin}, адрес: {address}, сайт: {domain}, почта: {email}. За организацию обработки "
                "персональных данных отвечает: {responsible}.",
                en="{company}, BIN {bin}, address: {address}, site: {domain}, e-mail: {email}. Responsible for "
                "organising the processing of personal data: {responsible}.",
            ),
        ),
    ),
)
SUBJECT = Chapter(
    number="2",
    title=Text(kk="Дербес деректер субъектісі", ru="Субъект персональных данных", en="The subject of the data"),
    clauses=(
        Clause(
            number="2.1",
            text=Text(
                kk="Келісім беруші: {subject_name}.",
                ru="Согласие даёт: {subject_name}.",
                en="Given by: {subject_name}.",
            ),
        ),
    ),
)
ACTIONS = Text(
    kk="Деректер осы мақсаттар үшін ғана жиналады, жүйеленеді, сақталады, нақтыланады, пайдаланылады, төменде аталған "
    "алушыларға беріледі, бұғатталады, иесіздендіріледі және жойылады — автоматты түрде де, адамның қатысуымен де. "
    "Олар Қазақстан Республикасының аумағында сақталады.",
    ru="Данные собираются, систематизируются, хранятся, уточняются, используются, передаются названным ниже "
    "получателям, блокируются, обезличиваются и уничтожаются только ради этих целей, автоматически и с участием "
    "человека. Хранятся они на территории Республики Казахстан.",
    en="The data are collected, arranged, kept, corrected, used, passed to the recipients named below, blocked, "
    "anonymised and destroyed for these purposes only, automatically and by people. They are kept in the territory of "
    "the Republic of Kazakhstan.",
)
ACTIONS_ABROAD = Text(
    kk="Деректерді төменде аталған алушылардың есептегіштері браузеріңізден тікелей жинайды және өз серверлерінде "
    "өңдейді; біз оларды өзімізде сақтамаймыз, тек жиынтық есепті көреміз.",
    ru="Данные собирают прямо из вашего браузера счётчики названных ниже получателей и обрабатывают на своих серверах; "
    "у себя мы их не храним и видим только сводный отчёт.",
    en="The data are collected straight from your browser by the counters of the recipients named below and processed "
    "on their servers; we keep none of them and see only a summary report.",
)
TITLES = {
    "purposes": Text(kk="Мақсаттар", ru="Цели", en="Purposes"),
    "categories": Text(kk="Деректер тізімі мен сақтау мерзімі", ru="Перечень данных и сроки хранения", en="The data"),
    "actions": Text(kk="Деректермен не істеледі", ru="Что делается с данными", en="What is done with the data"),
    "third_parties": Text(kk="Үшінші тұлғаларға беру", ru="Передача третьим лицам", en="Transfer to third parties"),
    "abroad": Text(kk="Шетелге беру", ru="Передача за границу", en="Transfer abroad"),
    "published": Text(
        kk="Жалпыға қолжетімді көздерде жариялау",
        ru="Распространение в общедоступных источниках",
        en="Publication in public sources",
    ),
    "term": Text(kk="Келісімнің мерзімі", ru="Срок действия согласия", en="Term of the consent"),
    "withdrawal": Text(kk="Қалай қайтарып алуға болады", ru="Как отозвать", en="How to withdraw"),
    "refusal": Text(kk="Егер келіспесеңіз", ru="Если вы не согласны", en="If you do not agree"),
}
DATA_HEADER = Text(kk="Деректер|Сақтау мерзімі", ru="Данные|Срок хранения", en="Data|Kept")
PURPOSES_FOLLOW = Text(
    kk="Келісім саясаттың мына мақсаттарына ғана беріледі:",
    ru="Согласие даётся только на эти цели Политики:",
    en="The consent is to these purposes of the policy, and no others:",
)
DATA_FOLLOW = Text(
    kk="Келісім мына деректерге ғана қатысты:",
    ru="Согласие касается этих данных, и только их:",
    en="The consent concerns these data, and no others:",
)
RECIPIENTS_FOLLOW = Text(kk="Алушылар:", ru="Получатели:", en="Recipients:")
WITHDRAWAL_TERM = Text(
    kk="Қайтарып алу тегін. Заң немесе орындалмаған міндеттеме талап етпейтін өңдеуді {clock_withdrawal} ішінде "
    "тоқтатамыз; тоқтата алмасақ, себебін сол мерзімде жазамыз.",
    ru="Отзыв бесплатен. Обработку, которой не требует закон или неисполненное обязательство, мы прекратим в течение "
    "{clock_withdrawal}; если прекратить нельзя, в тот же срок объясним почему.",
    en="Withdrawal is free. We stop all processing that no law or unfulfilled obligation requires within "
    "{clock_withdrawal}; where we can't stop, we explain why within the same term.",
)
REFUSAL_REQUIRED = Text(
    kk="Бұл келісімсіз қызмет көрсету мүмкін емес: тіркелгі ашылмайды, ештеңе сақталмайды.",
    ru="Без этого согласия услугу оказать нельзя: учётная запись не создаётся, и ничего не сохраняется.",
    en="The service can't be given without this consent: no account is created and nothing is kept.",
)
REFUSALS = {
    "specialist": Text(
        kk="Бұл келісімсіз өтініміңізді қарай алмаймыз; оны бермейінше, өтінімнен ештеңе сақталмайды.",
        ru="Без этого согласия мы не сможем рассмотреть заявку; пока вы его не дали, ничего из неё не сохраняется.",
        en="Without this consent we can't consider your application; until you give it, nothing of it is kept.",
    ),
}
REFUSAL_FREE = Text(
    kk="Жоқ деу — дұрыс жауап: басқа мүмкіндіктердің бәрі бұрынғыдай жұмыс істейді. Кейін де келісе аласыз.",
    ru="«Нет» — тоже хороший ответ: всё остальное работает как прежде. Согласиться можно и позже.",
    en="No is a good answer too: everything else works as before. You may agree later.",
)


def form_chapters(agreement: Agreement) -> tuple[Chapter, ...]:
    """The words of the form that no list decides: who, whose, how, till when, and what a refusal means."""
    refusal = REFUSALS.get(agreement.at, REFUSAL_REQUIRED) if agreement.required else REFUSAL_FREE
    withdrawal = (agreement.way_to_withdraw, WITHDRAWAL_TERM)
    return (
        OPERATOR,
        SUBJECT,
        _chapter("5", "actions", ACTIONS_ABROAD if agreement.abroad else ACTIONS),
        _chapter("9", "term", agreement.term),
        _chapter("10", "withdrawal", *withdrawal),
        _chapter("11", "refusal", refusal),
    )


def _chapter(number: str, title: str, *texts: Text) -> Chapter:
    clauses = tuple(Clause(number=f"{number}.{place}", text=text) for place, text in enumerate(texts, start=1))
    return Chapter(number=number, title=TITLES[title], clauses=clauses)


def listed_sections(agreement: Agreement, register: Register, language: Language) -> tuple[Section, ...]:
    """The parts of the form that the register lists: purposes, data, and the three answers on transfer."""
    return (
        _purposes(agreement, register, language),
        _data(agreement, register, language),
        _answer("6", "third_parties", agreement.third_parties, _receiving(agreement, register, language), language),
        _answer("7", "abroad", agreement.abroad, _receiving_abroad(agreement, register, language), language),
        _answer("8", "published", agreement.published, (), language),
    )


def _purposes(agreement: Agreement, register: Register, language: Language) -> Section:
    purposes = [register.purposes[key] for key in agreement.purposes]
    items = tuple(Item(purpose.clause, titled(purpose.title, purpose.explanation, language)) for purpose in purposes)
    lead = PURPOSES_FOLLOW.in_language(language)
    return Section("3", TITLES["purposes"].in_language(language), (Paragraph("3.1", lead, items),))


def _data(agreement: Agreement, register: Register, language: Language) -> Section:
    rows = tuple(_data_row(key, register, language) for key in agreement.categories if register.categories[key].active)
    header = tuple(DATA_HEADER.in_language(language).split("|"))
    paragraph = Paragraph("4.1", DATA_FOLLOW.in_language(language), (), Table(header, rows))
    return Section("4", TITLES["categories"].in_language(language), (paragraph,))


def _data_row(key: str, register: Register, language: Language) -> tuple[str, str]:
    category = register.categories[key]
    rule = register.retention[category.retention]
    return (
        titled(category.title, category.explanation, language),
        retention_term(rule, register.events[rule.from_event].title, language),
    )


def _receiving(agreement: Agreement, register: Register, language: Language) -> tuple[Item, ...]:
    chosen = [register.recipients[key] for key in agreement.recipients]
    return tuple(Item("", titled(recipient.title, recipient.explanation, language)) for recipient in chosen)


def _receiving_abroad(agreement: Agreement, register: Register, language: Language) -> tuple[Item, ...]:
    chosen = [register.recipients[key] for key in agreement.recipients]
    return tuple(
        Item("", f"{recipient.title.in_language(language)}: {country(recipient, language)}")
        for recipient in chosen
        if recipient.country != "KZ"
    )


def _answer(number: str, title: str, fact: bool, items: tuple[Item, ...], language: Language) -> Section:
    said = yes_or_no(fact, language).capitalize() + "."
    following = f" {RECIPIENTS_FOLLOW.in_language(language)}" if items else ""
    return Section(number, TITLES[title].in_language(language), (Paragraph(f"{number}.1", said + following, items),))
