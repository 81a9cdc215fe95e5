"""The informed consent to take part: one for each kind of asking, given for each survey by itself (5.9; 332-VIII art.
16). Agreeing to be told of surveys at all is another thing: the consent `research`."""

from harmonia.policy.terms import Agreement, Chapter, Clause, Text, clause

LEAVE = Text(
    kk="Сауалнаманың өз бетіндегі «Шығып, жауаптарымды жою» түймесімен: кез келген сатыда, жабылғанға дейін де, кейін "
    "де. Жауаптарыңыз бірден жойылады. Немесе {email} мекенжайына еркін түрдегі хатпен.",
    ru="Кнопкой «Выйти и удалить мои ответы» на странице самого опроса: на любом этапе, до его закрытия и после. "
    "Ответы уничтожаются сразу. Или письмом в свободной форме на {email}.",
    en="By the button “Leave, and delete my answers” on the survey's own page: at any stage, before it closes and "
    "after. The answers are destroyed at once. Or by a letter in free form to {email}.",
)
TERM = Text(
    kk="Берілген күннен бастап жауаптардың сақтау мерзімі біткенге немесе өзіңіз шыққанға дейін, бірақ бір жылдан "
    "аспайды.",
    ru="Со дня, когда оно дано, пока не истечёт срок хранения ответов или вы не выйдете, но не дольше года.",
    en="From the day it is given until the answers' term of keeping is over or you leave, and no longer than a year.",
)
TITLE = Text(kk="Жауаптармен не болады", ru="Что будет с ответами", en="What becomes of the answers")
FREE_WILL = clause(
    "12.1",
    kk="Қатысу ерікті. Бас тартсаңыз, сервисте сіз үшін ештеңе өзгермейді және біз бұл туралы қайта сұрамаймыз. Кез "
    "келген сұрақтан кейін тоқтап, шығып кете аласыз.",
    ru="Участие добровольное. Отказ ничего для вас не меняет, и об этом же мы больше не спросим. Остановиться и "
    "выйти можно после любого вопроса.",
    en="Taking part is voluntary. A no changes nothing for you, and we do not ask you about it again. You may stop and "
    "leave after any question.",
)
COUNTS = clause(
    "12.2",
    kk="Жауаптар жеке кілтіңізбен шифрланады. Олар сауалнама жабылғаннан кейін бір рет саналады; нәтиже тек сан "
    "түрінде шығады: қатысушы {survey_people}-дан аз болса, нәтиже мүлде болмайды, ал {survey_cell}-нан аз сан "
    "жасырылады.",
    ru="Ответы зашифрованы вашим ключом. Их считают один раз, после закрытия; итог бывает только в числах: если "
    "участников меньше {survey_people}, итога нет вовсе, а числа меньше {survey_cell} скрыты.",
    en="The answers are encrypted under your key. They are counted once, after the closing; the result is numbers "
    "only: with fewer than {survey_people} participants there is none at all, and numbers below {survey_cell} are "
    "hidden.",
)
FREE_TEXT = clause(
    "12.3",
    kk="Еркін мәтінді ешқандай бағдарлама талдамайды. Ол зерттеу материалына тек өзіңіз сол жауаптың жанына белгі "
    "қойсаңыз және адам оқып шыққаннан кейін, атыңызсыз кіреді.",
    ru="Свободный текст не разбирает никакая программа. В материалы он попадёт, только если вы сами отметите это рядом "
    "с ответом, после того как его прочитает человек, и без вашего имени.",
    en="No program analyses free text. It becomes part of the material only if you tick that beside the answer, after "
    "a person has read it, and without your name.",
)
NO_SCORE = clause(
    "12.4",
    kk="Бұл тест — диагностика емес: ол баға да, диагноз да қоймайды.",
    ru="Это не диагностика: оценок и диагнозов по ответам не ставят.",
    en="This is no diagnostics: nobody is given a score or a diagnosis by the answers.",
)
TALK = clause(
    "12.4",
    kk="Сөйлесетін уақытты өзіңіз ұсынасыз. Әңгіме жазылмайды; одан да кез келген сәтте бас тарта аласыз.",
    ru="Время разговора предлагаете вы сами. Разговор не записывается; отказаться можно и от него, в любую минуту.",
    en="You propose the time of the talk yourself. It is not recorded, and you may call it off at any moment too.",
)


def _consent(key: str, title: Text, summary: Text, *more: Clause) -> Agreement:
    clauses = (FREE_WILL, COUNTS, FREE_TEXT, *more)
    return Agreement(
        key=key,
        kind="consent",
        required=False,
        at="cabinet",
        title=title,
        summary=summary,
        term=TERM,
        way_to_withdraw=LEAVE,
        purposes=("research",),
        categories=("survey_answers",),
        recipients=("hosting",),
        chapters=(Chapter(number="12", title=TITLE, clauses=clauses),),
        term_days=365,
    )


SURVEY_CONSENTS: tuple[Agreement, ...] = (
    _consent(
        "survey",
        Text(
            kk="Сауалнамаға қатысуға хабардар етілген келісім",
            ru="Информированное согласие на участие в опросе",
            en="Informed consent to take part in a survey",
        ),
        Text(
            kk="Осы сауалнамаға өз еркіммен жауап беруге келісемін; кез келген сатыда шыға аламын.",
            ru="Я соглашаюсь ответить на вопросы этого опроса по своей воле и могу выйти на любом этапе.",
            en="I agree to answer this survey of my own will, and may leave at any stage.",
        ),
    ),
    _consent(
        "interview",
        Text(
            kk="Сұхбатқа қатысуға хабардар етілген келісім",
            ru="Информированное согласие на участие в интервью",
            en="Informed consent to take part in an interview",
        ),
        Text(
            kk="Осы сұхбатқа өз еркіммен қатысуға келісемін; кез келген сатыда шыға аламын.",
            ru="Я соглашаюсь на это интервью по своей воле и могу выйти на любом этапе.",
            en="I agree to this interview of my own will, and may leave at any stage.",
        ),
        TALK,
    ),
    _consent(
        "test",
        Text(
            kk="Тестілеуге қатысуға хабардар етілген келісім",
            ru="Информированное согласие на участие в тестировании",
            en="Informed consent to take part in a test",
        ),
        Text(
            kk="Осы тестілеуге өз еркіммен қатысуға келісемін; кез келген сатыда шыға аламын.",
            ru="Я соглашаюсь на это тестирование по своей воле и могу выйти на любом этапе.",
            en="I agree to this test of my own will, and may leave at any stage.",
        ),
        NO_SCORE,
    ),
    _consent(
        "study",
        Text(
            kk="Зерттеуге қатысуға хабардар етілген келісім",
            ru="Информированное согласие на участие в исследовании",
            en="Informed consent to take part in a study",
        ),
        Text(
            kk="Осы зерттеуге өз еркіммен қатысуға келісемін; кез келген сатыда шыға аламын.",
            ru="Я соглашаюсь участвовать в этом исследовании по своей воле и могу выйти на любом этапе.",
            en="I agree to take part in this study of my own will, and may leave at any stage.",
        ),
    ),
)
