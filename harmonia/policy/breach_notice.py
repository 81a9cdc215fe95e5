"""The notice to the authority of a breach of data security (94-V art. 25(2)(8)): complete, or not made at all."""

from collections.abc import Collection
from dataclasses import dataclass

from harmonia.policy.categories import CATEGORIES
from harmonia.policy.operators import Operator
from harmonia.policy.shapes import Document, Paragraph, Section
from harmonia.policy.terms import Language, Text

HARMS: dict[str, Text] = {
    "dissemination": Text(kk="заңсыз таратылды", ru="незаконное распространение", en="unlawful dissemination"),
    "change": Text(kk="заңсыз өзгертілді", ru="незаконное изменение", en="unlawful change"),
    "destruction": Text(kk="заңсыз жойылды", ru="незаконное уничтожение", en="unlawful destruction"),
    "access": Text(kk="заңсыз қол жеткізілді", ru="незаконный доступ", en="unlawful access"),
}
TITLE = Text(
    kk="Дербес деректер қауіпсіздігінің бұзылуы туралы хабарлама",
    ru="Уведомление о нарушении безопасности персональных данных",
    en="Notice of a breach of the security of personal data",
)
HEADINGS: tuple[Text, ...] = (
    Text(kk="Оператор", ru="Оператор", en="The operator"),
    Text(kk="Не болды", ru="Что произошло", en="What happened"),
    Text(kk="Шаралар", ru="Меры", en="Measures"),
)
LABELS: dict[str, Text] = {
    "name": Text(kk="Атауы: {}", ru="Наименование: {}", en="Name: {}"),
    "bin": Text(kk="БСН: {}", ru="БИН: {}", en="BIN: {}"),
    "address": Text(kk="Мекенжайы: {}", ru="Адрес: {}", en="Address: {}"),
    "responsible": Text(
        kk="Дербес деректерді өңдеуді ұйымдастыруға жауапты тұлға: {}",
        ru="Лицо, ответственное за организацию обработки персональных данных: {}",
        en="The person responsible for organising the processing of personal data: {}",
    ),
    "contact": Text(kk="Байланыс: {}, {}", ru="Связь: {}, {}", en="Contact: {}, {}"),
    "number": Text(kk="Тізілімдегі нөмірі: {}", ru="Номер в реестре: {}", en="Number in the register: {}"),
    "found": Text(kk="Анықталды: {}", ru="Обнаружено: {}", en="Found: {}"),
    "happened": Text(kk="Мән-жайлар: {}", ru="Обстоятельства: {}", en="Circumstances: {}"),
    "harms": Text(kk="Неге әкелді: {}", ru="К чему привело: {}", en="What it led to: {}"),
    "categories": Text(kk="Деректер: {}", ru="Данные: {}", en="Data: {}"),
    "people": Text(
        kk="Қозғалған адамдар саны: {}", ru="Число затронутых людей: {}", en="Number of people affected: {}"
    ),
    "consequences": Text(kk="Ықтимал салдары: {}", ru="Возможные последствия: {}", en="Likely consequences: {}"),
    "measures": Text(kk="Қабылданған шаралар: {}", ru="Принятые меры: {}", en="Measures taken: {}"),
}


class Incomplete(Exception):
    """The notice lacks something that the authority must be told; `missing` names it."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """`found` is a moment in words, in Almaty; `categories` are keys of the register, `harms` keys of HARMS."""

    number: str
    found: str
    happened: str
    harms: Collection[str]
    categories: Collection[str]
    people_count: int | None
    consequences: str
    measures: str

    def missing(self) -> tuple[str, ...]:
        facts = ("happened", "harms", "categories", "consequences", "measures")
        unsaid = tuple(name for name in facts if not getattr(self, name))
        return (*unsaid, "people_count") if self.people_count is None else unsaid


def breach_notice(facts: BreachFacts, language: Language, operator: Operator) -> Document:
    """The document to be sent. Raises Incomplete: an operator without a BIN or a responsible person can't notify."""
    if missing := (*facts.missing(), *operator.missing()):
        raise Incomplete(missing)
    return Document(
        key="breach_notice",
        title=TITLE.in_language(language),
        language=language,
        sections=tuple(
            Section(str(number), heading.in_language(language), _paragraphs(number, said, language))
            for number, (heading, said) in enumerate(zip(HEADINGS, _said(facts, language, operator), strict=True), 1)
        ),
    )


Said = tuple[tuple[str, tuple[str, ...]], ...]


def _said(facts: BreachFacts, language: Language, operator: Operator) -> tuple[Said, Said, Said]:
    harms = "; ".join(HARMS[key].in_language(language) for key in facts.harms)
    kinds = "; ".join(CATEGORIES[key].title.in_language(language) for key in facts.categories)
    who: Said = (
        ("name", (operator.full_name(language),)),
        ("bin", (operator.bin,)),
        ("address", (operator.address,)),
        ("responsible", (operator.responsible_person,)),
        ("contact", (operator.email, operator.phone)),
    )
    what: Said = (
        ("number", (facts.number,)),
        ("found", (facts.found,)),
        ("happened", (facts.happened,)),
        ("harms", (harms,)),
        ("categories", (kinds,)),
        ("people", (str(facts.people_count),)),
        ("consequences", (facts.consequences,)),
    )
    return who, what, (("measures", (facts.measures,)),)


def _paragraphs(section: int, said: Said, language: Language) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(f"{section}.{number}", LABELS[key].in_language(language).format(*values))
        for number, (key, values) in enumerate(said, 1)
    )
