"""What a specialist must show to stand in the directory: the numbers. `reviewed`: read in the source itself; a number
that is our own reading of a law without one stays unreviewed until a lawyer has confirmed it."""

from harmonia.policy.terms import Requirement, Text

ELIGIBILITY: dict[str, Requirement] = {
    requirement.key: requirement
    for requirement in (
        Requirement(
            key="practice",
            title=Text(
                kk="мамандық бойынша жұмыс тәжірибесі, кемінде",
                ru="опыт работы по специальности, не меньше",
                en="practice in the profession, at least",
            ),
            amount=5,
            unit="years",
            source="the first policy, clause 1.8; 332-VIII sets no number",
            reviewed=True,
        ),
        Requirement(
            key="further_training",
            title=Text(
                kk="біліктілікті арттыру, кемінде әр",
                ru="повышение квалификации, не реже чем раз в",
                en="further training, at least once in",
            ),
            amount=5,
            unit="years",
            source="332-VIII art. 15(2)",
            reviewed=True,
        ),
        Requirement(
            key="register_asked",
            title=Text(
                kk="мемлекеттік тізілімдегі жазба қайта тексеріледі, әр",
                ru="запись в государственном реестре перепроверяется раз в",
                en="the entry in the state register is checked again every",
            ),
            amount=28,
            unit="days",
            source="ours: 332-VIII art. 13 and 21 let nobody outside the register practise and set no interval",
            reviewed=False,
        ),
        Requirement(
            key="register_fresh",
            title=Text(
                kk="мемлекеттік тізілімдегі жазбаның тексерілгеніне көп болғанда",
                ru="запись в государственном реестре проверена не раньше, чем за",
                en="the entry in the state register was checked within",
            ),
            amount=35,
            unit="days",
            source="ours: 332-VIII art. 13 and 21 let nobody outside the register practise and set no interval",
            reviewed=False,
        ),
    )
}
