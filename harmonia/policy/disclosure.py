"""When a state body may be told something without the person's consent (clauses 3.4, 6.2, 7.2.2; 94-V art. 9).

No ground, no disclosure: a request that fits none is refused, with the reason.
"""

from dataclasses import dataclass

from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureGround:
    """`reviewed`: a lawyer has read it in the law itself; until then an approver is shown that nobody has."""

    key: str
    title: Text
    law: str
    reviewed: bool = False


DISCLOSURE_GROUNDS: dict[str, DisclosureGround] = {
    ground.key: ground
    for ground in (
        DisclosureGround(
            key="proceedings",
            title=Text(
                kk="сот, құқық қорғау органдары немесе атқарушылық іс жүргізу өз ісі бойынша талап етті",
                ru="требование суда, правоохранительного органа или исполнительного производства по его делу",
                en="a court, a law enforcement body or enforcement proceedings require it in their case",
            ),
            law="94-V art. 9(1)",
        ),
        DisclosureGround(
            key="treaty",
            title=Text(
                kk="ратификацияланған халықаралық шарт соны талап етеді",
                ru="этого требует ратифицированный международный договор",
                en="a ratified treaty requires it",
            ),
            law="94-V art. 9(4)",
        ),
        DisclosureGround(
            key="vital_rights",
            title=Text(
                kk="адамның өмірі мен денсаулығына қауіп төнді, келісімін алу мүмкін емес",
                ru="угроза жизни или здоровью, а согласие получить невозможно",
                en="life or health is in danger, and consent cannot be obtained",
            ),
            law="94-V art. 9(5); 332-VIII art. 11(2)",
        ),
        DisclosureGround(
            key="supervision",
            title=Text(
                kk="уәкілетті орган дербес деректерді қорғауды тексеріп жатыр",
                ru="уполномоченный орган проверяет защиту персональных данных",
                en="the authority supervises the protection of personal data",
            ),
            law="94-V art. 27-1",
        ),
    )
}
