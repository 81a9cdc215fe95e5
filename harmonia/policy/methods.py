"""How specialists work, and in which languages: closed lists, so that a profile can promise nothing in them."""

from harmonia.policy.terms import Text

METHODS: dict[str, Text] = {
    "cbt": Text(
        kk="Когнитивтік-мінез-құлықтық терапия",
        ru="Когнитивно-поведенческая терапия",
        en="Cognitive behavioural therapy",
    ),
    "gestalt": Text(kk="Гештальт-терапия", ru="Гештальт-терапия", en="Gestalt therapy"),
    "schema": Text(kk="Схема-терапия", ru="Схема-терапия", en="Schema therapy"),
    "act": Text(
        kk="Қабылдау және жауапкершілік терапиясы",
        ru="Терапия принятия и ответственности",
        en="Acceptance and commitment therapy",
    ),
    "psychodynamic": Text(kk="Психодинамикалық терапия", ru="Психодинамическая терапия", en="Psychodynamic therapy"),
    "systemic_family": Text(
        kk="Жүйелі отбасылық терапия", ru="Системная семейная терапия", en="Systemic family therapy"
    ),
    "emdr": Text(
        kk="Көз қозғалысы арқылы десенсибилизация және қайта өңдеу (EMDR)",
        ru="Десенсибилизация и переработка движением глаз (EMDR, ДПДГ)",
        en="Eye movement desensitisation and reprocessing (EMDR)",
    ),
    "existential": Text(kk="Экзистенциалдық терапия", ru="Экзистенциальная терапия", en="Existential therapy"),
    "art": Text(kk="Арт-терапия", ru="Арт-терапия", en="Art therapy"),
    "positive": Text(kk="Позитивті психотерапия", ru="Позитивная психотерапия", en="Positive psychotherapy"),
}

SPOKEN_LANGUAGES: dict[str, Text] = {
    "kk": Text(kk="қазақ тілі", ru="казахский", en="Kazakh"),
    "ru": Text(kk="орыс тілі", ru="русский", en="Russian"),
    "en": Text(kk="ағылшын тілі", ru="английский", en="English"),
}
