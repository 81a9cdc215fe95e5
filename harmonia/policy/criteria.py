"""What a verifier looks at before a specialist is shown, and since when: rules of eligibility with their dates.

`law_from` is the day from which the law itself asks for it; `asked_from` is ours, and decides. Where ours is the
earlier one, that is the stricter reading, and the operator's lawyer may move it here.
"""

from dataclasses import dataclass
from datetime import date

from harmonia.policy.terms import Text

# 332-VIII of 02.07.2026 is in force sixty days after its publication; its art. 21 gives one year for the register.
LAW_IN_FORCE_ON = date(2026, 9, 1)
TRANSITION_ENDS_ON = date(2027, 9, 1)
CERTIFICATION_FROM = date(2028, 1, 1)
FIRST_POLICY_ON = date(2023, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """`looks_at` tells the verifier what to hold against what. `document`: the kind of paper that shows it, if any."""

    key: str
    title: Text
    looks_at: Text
    source: str
    asked_from: date
    law_from: date | None = None
    document: str = ""
    reviewed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationTerms:
    """How an application is handled. Ours, all of it: no law sets these numbers."""

    answer_working_days: int
    remind_days: tuple[int, ...]
    most_documents: int
    most_rows: int
    largest_bytes: int
    most_pixels: int
    most_pages: int
    adult_at: int


VERIFICATION_TERMS = VerificationTerms(
    answer_working_days=10,
    remind_days=(30, 7, 1),
    most_documents=20,
    most_rows=20,
    largest_bytes=10 * 1024 * 1024,
    most_pixels=40_000_000,
    most_pages=60,
    adult_at=18,
)
CRITERIA: dict[str, Criterion] = {
    criterion.key: criterion
    for criterion in (
        Criterion(
            key="identity",
            title=Text(kk="Аты-жөні мен туған күні", ru="Имя и дата рождения", en="Name and date of birth"),
            looks_at=Text(
                kk="Құжаттардағы аты-жөні өтінімдегідей ме; кәмелетке толған ба. Жеке куәліктің көшірмесі сұралмайды.",
                ru="Совпадает ли имя в документах и в заявке; исполнилось ли 18 лет. Копию удостоверения не просим.",
                en="Whether the name in the papers is that of the application; of age. No copy of an identity document "
                "is asked for.",
            ),
            source="the first policy, clauses 2.4, 5.4, 5.11",
            asked_from=FIRST_POLICY_ON,
        ),
        Criterion(
            key="degree",
            title=Text(kk="Жоғары білім", ru="Высшее образование", en="A degree"),
            looks_at=Text(
                kk="Диплом психология бойынша ма, оқу орны бар ма, жылдары сәйкес пе.",
                ru="По психологии ли диплом, существует ли учебное заведение, совпадают ли годы.",
                en="Whether the degree is in psychology, the institution exists, the years agree.",
            ),
            source="the first policy, clause 1; 332-VIII art. 1(2)",
            asked_from=FIRST_POLICY_ON,
            law_from=LAW_IN_FORCE_ON,
            document="degree",
        ),
        Criterion(
            key="practice",
            title=Text(kk="Кемінде бес жыл тәжірибе", ru="Не менее пяти лет практики", en="Five years of practice"),
            looks_at=Text(
                kk="Кезеңдер расталған ба; қабаттасқан айлар бір рет саналды.",
                ru="Подтверждены ли периоды; пересечения посчитаны один раз.",
                en="Whether the periods are confirmed; what overlaps was counted once.",
            ),
            source="the first policy, clause 1; 332-VIII sets no number",
            asked_from=FIRST_POLICY_ON,
            document="practice",
        ),
        Criterion(
            key="further_training",
            title=Text(kk="Біліктілікті арттыру", ru="Повышение квалификации", en="Further training"),
            looks_at=Text(
                kk="Соңғы бес жылда өтті ме.",
                ru="Было ли за последние пять лет.",
                en="Whether there was any within the last five years.",
            ),
            source="332-VIII art. 15(2)",
            asked_from=FIRST_POLICY_ON,
            law_from=LAW_IN_FORCE_ON,
            document="further_training",
        ),
        Criterion(
            key="register",
            title=Text(
                kk="Мемлекеттік тізілімдегі жазба",
                ru="Запись в государственном реестре",
                en="The entry in the state register",
            ),
            looks_at=Text(
                kk="Тізілімнен нөмірі мен аты-жөнін бүгін қараңыз. Заң өтпелі кезең береді: ол бізде қолданылмайды.",
                ru="Посмотрите номер и имя в реестре сегодня. Закон даёт переходный год: у нас он не применяется.",
                en="Look the number and the name up in the register today. The law gives a year of transition: we do "
                "not make use of it.",
            ),
            source="332-VIII art. 13, 19(1), 21: one year of transition; the stricter reading is taken",
            asked_from=LAW_IN_FORCE_ON,
            law_from=TRANSITION_ENDS_ON,
            reviewed=False,
        ),
        Criterion(
            key="supervision",
            title=Text(kk="Супервизия", ru="Супервизия", en="Supervision"),
            looks_at=Text(
                kk="Кім және қаншалықты жиі жүргізеді; психотерапия үшін супервизия міндетті.",
                ru="Кто и как часто её ведёт; для психотерапии супервизия обязательна.",
                en="Who gives it and how often; for psychotherapy it is a must.",
            ),
            source="332-VIII art. 10",
            asked_from=LAW_IN_FORCE_ON,
            law_from=LAW_IN_FORCE_ON,
            reviewed=False,
        ),
        Criterion(
            key="words",
            title=Text(kk="Парақтың мәтіні", ru="Слова страницы", en="The words of the page"),
            looks_at=Text(
                kk="Диагноз, дәрі, нәтижеге уәде болмауы керек. Бағдарлама тапқан сөздер төменде.",
                ru="Не должно быть диагнозов, лекарств и обещаний результата. Что нашла программа, стоит ниже.",
                en="No diagnoses, no medication, no promised result. What the program found stands below.",
            ),
            source="332-VIII art. 18",
            asked_from=LAW_IN_FORCE_ON,
            law_from=LAW_IN_FORCE_ON,
        ),
        Criterion(
            key="certificate",
            title=Text(kk="Сертификат", ru="Сертификат", en="The certificate"),
            looks_at=Text(
                kk="Сертификат күшінде ме.",
                ru="Действует ли сертификат.",
                en="Whether the certificate is in force.",
            ),
            source="332-VIII art. 17",
            asked_from=CERTIFICATION_FROM,
            law_from=CERTIFICATION_FROM,
            document="certificate",
        ),
    )
}


def asked_on(day: date) -> tuple[Criterion, ...]:
    """What is looked at on that day, in the register's order."""
    return tuple(criterion for criterion in CRITERIA.values() if criterion.asked_from <= day)
