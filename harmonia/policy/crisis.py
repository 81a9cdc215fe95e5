"""Whom to call when it cannot wait. A line that nobody has checked for `stale_after_days` raises an alarm."""

from datetime import date

from harmonia.policy.terms import CrisisLine, Text

CHECKED_ON = date(2026, 11, 22)
STALE_AFTER_DAYS = 90

LINES: dict[str, CrisisLine] = {
    line.number: line
    for line in (
        CrisisLine(
            number="112",
            name=Text(kk="Бірыңғай құтқару қызметі", ru="Единая служба спасения", en="Emergency"),
            when=Text(
                kk="Өмірге қауіп төнсе — сізге немесе жаныңыздағы адамға",
                ru="Если жизни угрожает опасность — вашей или чьей-то рядом",
                en="When a life is in danger: yours or somebody's near you",
            ),
            source="gov.kz, Ministry for Emergency Situations",
            owner="privacy officer",
            checked_on=CHECKED_ON,
            stale_after_days=STALE_AFTER_DAYS,
        ),
        CrisisLine(
            number="103",
            name=Text(kk="Жедел жәрдем", ru="Скорая помощь", en="Ambulance"),
            when=Text(
                kk="Жарақат, улану немесе дереу дәрігер керек болса",
                ru="Если есть травма, отравление или срочно нужен врач",
                en="For an injury, poisoning, or when a doctor is needed at once",
            ),
            source="gov.kz, Ministry of Healthcare",
            owner="privacy officer",
            checked_on=CHECKED_ON,
            stale_after_days=STALE_AFTER_DAYS,
        ),
        CrisisLine(
            number="102",
            name=Text(kk="Полиция", ru="Полиция", en="Police"),
            when=Text(
                kk="Сізге біреу қауіп төндірсе немесе зорлық көрсетсе",
                ru="Если кто-то угрожает вам или применяет насилие",
                en="When somebody threatens you or is violent",
            ),
            source="gov.kz, Ministry of Internal Affairs",
            owner="privacy officer",
            checked_on=CHECKED_ON,
            stale_after_days=STALE_AFTER_DAYS,
        ),
        CrisisLine(
            number="150",
            name=Text(
                kk="Балалар мен отбасына арналған сенім телефоны",
                ru="Телефон доверия для детей и семьи",
                en="Helpline for children and families",
            ),
            when=Text(
                kk="Балаға, отбасына қиын болса немесе үйде зорлық болса",
                ru="Если трудно ребёнку или семье, если дома насилие",
                en="When a child or a family is in trouble, or there is violence at home",
            ),
            source="Union of Crisis Centres of Kazakhstan",
            owner="privacy officer",
            checked_on=CHECKED_ON,
            stale_after_days=STALE_AFTER_DAYS,
        ),
        CrisisLine(
            number="111",
            name=Text(
                kk="Отбасы, әйелдер мен балалардың құқықтарын қорғау орталығы (мемлекеттік, тәулік бойы)",
                ru="Контакт-центр по вопросам семьи, женщин и прав детей (государственный, круглосуточно)",
                en="Contact centre for families, women and children's rights (state, round the clock)",
            ),
            when=Text(
                kk="Балаға немесе отбасына көмек керек болса — түнде де",
                ru="Если нужна помощь ребёнку или семье, в том числе ночью",
                en="When a child or a family needs help, at night too",
            ),
            source="gov.kz, Commissioner for Children's Rights",
            owner="privacy officer",
            checked_on=CHECKED_ON,
            stale_after_days=STALE_AFTER_DAYS,
        ),
    )
}
