"""Disagreements about what is held, who may practise, and where a dispute is heard."""

from harmonia.policy.terms import Contradiction, Text

ABOUT_CONTENT: tuple[Contradiction, ...] = (
    Contradiction(
        key="unlisted_data",
        clause="6.13, 4.1",
        policy_says=Text(
            kk="Жыныс пен эмоциялық күй жарияланады, бірақ 4.1-тармақтағы тізімде олар жоқ.",
            ru="Публикуются пол и эмоциональное состояние, которых нет в перечне пункта 4.1.",
            en="Sex and emotional state are published, which the list of 4.1 does not have.",
        ),
        law_says=Text(
            kk="Тек мақсатқа қажет, алдын ала бекітілген тізімдегі деректер жиналады.",
            ru="Собираются только данные из утверждённого перечня, нужные для цели.",
            en="Only data of an approved list, needed for their purpose, are collected.",
        ),
        source="94-V art. 7(9), 14, 25(2)(1)",
        reading=Text(
            kk="Клиенттен жынысы сұралмайды; эмоциялық күй деректер түрі ретінде бар, бірақ өшірулі.",
            ru="Пол у клиентов не спрашивается; эмоциональное состояние как вид данных описано, но выключено.",
            en="Clients are not asked their sex; emotional state is described as a kind of data, but switched off.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="intimate_life",
        clause="4.5, 4.1.5",
        policy_says=Text(
            kk="Интимдік өмір туралы деректер өңделмейді, ал тақырыптар оны аңғартуы мүмкін.",
            ru="Данные об интимной жизни не обрабатываются, а темы могут её раскрыть.",
            en="Data on intimate life are not processed, yet topics may reveal it.",
        ),
        law_says=Text(
            kk="Өңдеу көлемі мақсатқа сай болуы тиіс.",
            ru="Объём обработки должен соответствовать цели.",
            en="The extent of processing must fit its purpose.",
        ),
        source="94-V art. 7(9), 14",
        reading=Text(
            kk="Тақырыптар — қолжетімділігі шектеулі, шифрланған, жабық тізім; еркін мәтін талданбайды.",
            ru="Темы — закрытый список, зашифрованы, доступ ограничен; свободный текст не анализируется.",
            en="Topics are a closed list, encrypted and restricted; free text is never mined.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="adjacent_education",
        clause="1",
        policy_says=Text(
            kk="Маманның білімі сабақтас — медициналық немесе педагогикалық болуы мүмкін.",
            ru="Образование специалиста может быть смежным: медицинским или педагогическим.",
            en="A specialist's education may be adjacent: medical or pedagogical.",
        ),
        law_says=Text(
            kk="Психолог — психологиялық білімі бар және мемлекеттік тізілімге енгізілген тұлға.",
            ru="Психолог — тот, у кого психологическое образование и запись в государственном реестре.",
            en="A psychologist has education in psychology and an entry in the state register.",
        ),
        source="332-VIII art. 1(2), 13, 21",
        reading=Text(
            kk="Психологиялық білім мен тізілімдегі жазба талап етіледі.",
            ru="Требуются психологическое образование и запись в реестре.",
            en="Education in psychology and the entry are required.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="wrong_reference",
        clause="7.2.2",
        policy_says=Text(
            kk="Құпиядан шығару ретінде 6.11-тармақ аталған.",
            ru="Исключением из тайны назван пункт 6.11.",
            en="Clause 6.11 is named as an exception to secrecy.",
        ),
        law_says=Text(
            kk="6.11-тармақ қорғау құралдары туралы; беру 6.10-тармақта айтылған.",
            ru="Пункт 6.11 — о средствах защиты; о передаче говорит пункт 6.10.",
            en="Clause 6.11 is about means of protection; passing on is the matter of 6.10.",
        ),
        source="the policy itself",
        reading=Text(
            kk="6.10-тармақ деп оқылады.",
            ru="Читается как 6.10.",
            en="Read as 6.10.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="no_informed_consent",
        clause="5.10",
        policy_says=Text(
            kk="Психологиялық көмекке ақпараттандырылған келісім туралы ештеңе айтылмаған.",
            ru="Об информированном согласии на психологическую помощь не сказано ничего.",
            en="Nothing is said of informed consent to psychological help.",
        ),
        law_says=Text(
            kk="Кез келген жұмысқа дейін жазбаша ақпараттандырылған келісім қажет.",
            ru="До любой работы нужно письменное информированное согласие.",
            en="Written informed consent is needed before any work.",
        ),
        source="332-VIII art. 8(1)-(4)",
        reading=Text(
            kk="Онсыз сессия басталмайды; дағдарыс кезіндегі ерекше жағдай себебімен жазылады.",
            ru="Без него сессия не начинается; исключение при кризисе записывается с причиной.",
            en="No session starts without it; the exception in a crisis is recorded with its reason.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="court_of_the_executor",
        clause="11.2",
        policy_says=Text(
            kk="Дау Орындаушының орналасқан жеріндегі сотта қаралады.",
            ru="Спор рассматривает суд по месту нахождения Исполнителя.",
            en="Disputes go to the court where the Executor is located.",
        ),
        law_says=Text(
            kk="Тұтынушы өз тұрғылықты жеріндегі сотты таңдай алады.",
            ru="Потребитель вправе выбрать суд по месту своего жительства.",
            en="A consumer may choose the court of their place of residence.",
        ),
        source="Civil Procedure Code on jurisdiction; from secondary sources",
        reading=Text(
            kk="Таңдау тұтынушыға қалдырылады.",
            ru="Выбор остаётся за потребителем.",
            en="The choice is the consumer's.",
        ),
        reviewed=False,
    ),
)
