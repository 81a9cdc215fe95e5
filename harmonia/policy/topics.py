"""What people come with (1, 4.1.5). A restricted topic may reveal intimate life: it is never shown or counted.

4.5 excludes intimate life, and a topic may hint at it: the list is closed, the choice encrypted, free text never mined.
"""

from harmonia.policy.terms import Text, Topic


def _topic(slug: str, kk: str, ru: str, en: str, *, restricted: bool = False) -> Topic:
    return Topic(slug=slug, name=Text(kk=kk, ru=ru, en=en), restricted=restricted)


TOPICS: dict[str, Topic] = {
    topic.slug: topic
    for topic in (
        _topic("anxiety", "Мазасыздық", "Тревога", "Anxiety"),
        _topic("panic", "Үрей ұстамалары", "Панические атаки", "Panic attacks"),
        _topic("low_mood", "Көңіл-күйдің түсуі", "Подавленное настроение", "Low mood"),
        _topic("burnout", "Эмоциялық қажу", "Выгорание", "Burnout"),
        _topic("stress_at_work", "Жұмыстағы күйзеліс", "Стресс на работе", "Stress at work"),
        _topic("relationships", "Қарым-қатынас", "Отношения", "Relationships"),
        _topic("family", "Отбасы", "Семья", "Family"),
        _topic("parenting", "Бала тәрбиесі", "Воспитание детей", "Parenting"),
        _topic("divorce", "Ажырасу", "Развод и расставание", "Divorce and separation"),
        _topic("loss", "Жақынынан айырылу", "Утрата близкого", "Loss and grief"),
        _topic("self_esteem", "Өзін-өзі бағалау", "Самооценка", "Self-esteem"),
        _topic("sleep", "Ұйқы", "Сон", "Sleep"),
        _topic("loneliness", "Жалғыздық", "Одиночество", "Loneliness"),
        _topic("crisis_of_life", "Өмірдегі бетбұрыс кезең", "Кризис и поиск смысла", "A turning point in life"),
        _topic("moving_abroad", "Көшу және эмиграция", "Переезд и эмиграция", "Moving abroad"),
        _topic("adaptation", "Жаңа ортаға үйрену", "Адаптация к новому", "Adapting to change"),
        _topic("anger", "Ашу-ыза", "Гнев и раздражение", "Anger"),
        _topic("eating", "Тамақтану әдеттері", "Отношения с едой", "Eating"),
        _topic("body", "Өз денесін қабылдау", "Отношение к своему телу", "Body image"),
        _topic("motivation", "Ынта мен кейінге қалдыру", "Мотивация и прокрастинация", "Motivation and putting off"),
        _topic("trauma", "Психологиялық жарақат", "Психологическая травма", "Trauma", restricted=True),
        _topic("violence_at_home", "Тұрмыстық зорлық-зомбылық", "Насилие дома", "Violence at home", restricted=True),
        _topic("addiction", "Тәуелділік", "Зависимость", "Addiction", restricted=True),
        _topic("sexuality", "Жыныстық өмір", "Сексуальность", "Sexuality", restricted=True),
        _topic(
            "pregnancy_and_birth",
            "Жүктілік және босану",
            "Беременность и рождение ребёнка",
            "Pregnancy and birth",
            restricted=True,
        ),
    )
}
