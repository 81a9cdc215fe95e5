"""Written informed consent to psychological help (332-VIII art. 8, 9, 11, 12, 18): with each specialist, before work.

The state sets the form; until it is read here word for word, each thing that the law wants said has a clause.
"""

from harmonia.policy.terms import Chapter, Text, clause

INFORMED_CONSENT: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Кім және кіммен", ru="Кто и с кем", en="Who, and with whom"),
        clauses=(
            clause(
                "1.1",
                kk="Мен, {subject_name}, психологпен жұмыс істеуге келісемін. Психолог: {specialist_name}. Білімі мен "
                "біліктілігі: {specialist_qualification}. Психологтардың мемлекеттік тізіліміндегі жазба: "
                "{registry_entry}.",
                ru="Я, {subject_name}, соглашаюсь на работу с психологом. Психолог: {specialist_name}. Образование и "
                "квалификация: {specialist_qualification}. Запись в государственном реестре психологов: "
                "{registry_entry}.",
                en="I, {subject_name}, agree to work with a psychologist. Psychologist: {specialist_name}. Education "
                "and qualification: {specialist_qualification}. Entry in the state register of psychologists: "
                "{registry_entry}.",
            ),
            clause(
                "1.2",
                kk="Көмек {domain} сервисі арқылы қашықтан көрсетіледі. Мен 18 жасқа толдым.",
                ru="Помощь оказывается дистанционно, через сервис {domain}. Мне исполнилось 18 лет.",
                en="The help is given remotely, through the service {domain}. I am 18 or older.",
            ),
        ),
    ),
    Chapter(
        number="2",
        title=Text(kk="Мақсаттар мен әдістер", ru="Цели и методы", en="Aims and methods"),
        clauses=(
            clause(
                "2.1",
                kk="Жұмыстың мақсаттары: {aims}. Оларды психологпен бірге өзгерте аламыз.",
                ru="Цели работы: {aims}. Вместе с психологом мы можем их изменить.",
                en="The aims of the work: {aims}. Together with the psychologist we may change them.",
            ),
            clause(
                "2.2",
                kk="Әдістер: {methods}. Психолог оларды маған түсінікті тілмен айтты; диагностика үшін тек тексерілген "
                "әдістемелер қолданылады.",
                ru="Методы: {methods}. Психолог объяснил их понятными словами; для диагностики применяются только "
                "проверенные методики.",
                en="The methods: {methods}. The psychologist explained them in plain words; only validated methods are "
                "used for assessment.",
            ),
            clause(
                "2.3",
                kk="Бұл медициналық көмек емес: диагноз қойылмайды, дәрі тағайындалмайды, нәтижеге уәде берілмейді. "
                "Дәрігердің емін қажет ететін белгі болса, психолог мені психиатрға немесе өзге дәрігерге бағыттайды.",
                ru="Это не медицинская помощь: диагнозов не ставят, лекарств не назначают, результата не обещают. Если "
                "понадобится лечение, психолог направит меня к психиатру или другому врачу.",
                en="This is no medical help: no diagnosis is made, no medicine prescribed, no result promised. Where "
                "treatment is needed, the psychologist refers me to a psychiatrist or another doctor.",
            ),
            clause(
                "2.4",
                kk="Қиын нәрселер туралы сөйлескенде көңіл-күйім уақытша нашарлауы мүмкін. Мұны психологқа айтамын, ал "
                "ол жұмыстың қарқынын өзгертеді.",
                ru="Когда говоришь о трудном, на время может стать тяжелее. Я могу сказать об этом психологу, и мы "
                "изменим темп работы.",
                en="Speaking of hard things may make me feel worse for a while. I can say so, and we change the pace.",
            ),
        ),
    ),
    Chapter(
        number="3",
        title=Text(kk="Менің құқықтарым", ru="Мои права", en="My rights"),
        clauses=(
            clause(
                "3.1",
                kk="Жұмысты кез келген сатыда, себебін айтпай-ақ тоқтата аламын.",
                ru="Я могу прекратить работу на любом этапе и не объяснять почему.",
                en="I may stop the work at any stage without saying why.",
            ),
            clause(
                "3.2",
                kk="Психологты таңдауға және ауыстыруға, оның біліктілігі туралы білуге, қолданылатын әдістер туралы "
                "сұрауға және кез келген әдістен немесе сұрақтан бас тартуға құқығым бар.",
                ru="Я могу выбрать и сменить психолога, узнать о его квалификации, спросить о методах и отказаться от "
                "любого метода или вопроса.",
                en="I may choose and change the psychologist, learn of their qualification, ask about the methods, and "
                "decline any method or question.",
            ),
            clause(
                "3.3",
                kk="Қадір-қасиетіме құрметпен қарауды, мәліметтердің құпия сақталуын талап етуге және шағымдануға "
                "құқығым бар: {email}, уәкілетті орган, сот.",
                ru="Я вправе рассчитывать на уважение к своему достоинству и на тайну сказанного и вправе жаловаться: "
                "{email}, уполномоченный орган, суд.",
                en="I am entitled to respect for my dignity and to secrecy, and may complain: {email}, the authority, "
                "a court.",
            ),
            clause(
                "3.4",
                kk="Мүдделер қақтығысы болса немесе мәселе оның құзыретінен тыс болса, психолог жұмыстан бас тартуға "
                "міндетті; онда маған басқа маман табуға көмектеседі.",
                ru="При конфликте интересов или если вопрос вне его компетенции психолог обязан отказаться от работы; "
                "тогда мне помогут найти другого специалиста.",
                en="On a conflict of interest, or where the matter is outside their competence, the psychologist must "
                "decline; I am then helped to find another.",
            ),
            clause(
                "3.5",
                kk="Зерттеуге тек бөлек келісіміммен қатысамын және одан кез келген сатыда шыға аламын.",
                ru="В исследованиях я участвую только с отдельного согласия и могу выйти на любом этапе.",
                en="I take part in research only by a separate consent and may leave at any stage.",
            ),
        ),
    ),
    Chapter(
        number="4",
        title=Text(kk="Құпия және оның шегі", ru="Тайна и её пределы", en="Secrecy and its limits"),
        clauses=(
            clause(
                "4.1",
                kk="Айтқанымның бәрін психолог кәсіби құпия ретінде сақтайды. Супервизияда оқиға мені тануға болмайтын "
                "күйде ғана талқыланады.",
                ru="Всё, что я говорю, психолог хранит как профессиональную тайну. На супервизии случай обсуждается "
                "только так, чтобы меня нельзя было узнать.",
                en="All that I say the psychologist keeps as a professional secret. In supervision a case is discussed "
                "only so that I can't be recognised.",
            ),
            clause(
                "4.2",
                kk="Құпияның шегі бар: менің немесе басқа адамның өміріне не денсаулығына қауіп төнсе, психолог тиісті "
                "органдарға дереу хабарлауға міндетті және тек қажет мәліметті айтады. Мүмкін болса, мұны маған алдын "
                "ала айтады.",
                ru="У тайны есть предел: если моей или чужой жизни или здоровью угрожает опасность, психолог обязан "
                "немедленно сообщить в соответствующие органы и сообщит только необходимое. Если возможно, он скажет "
                "мне об этом заранее.",
                en="Secrecy has a limit: on a threat to my life or health or another's the psychologist must at once "
                "notify the bodies concerned, and tells only what is necessary. Where possible I am told beforehand.",
            ),
            clause(
                "4.3",
                kk="Заң бойынша мемлекеттік органның сұрауына жауап тек заңда көзделген негізде және көлемде беріледі.",
                ru="На запрос государственного органа отвечают только по основаниям и в объёме, которые установил "
                "закон.",
                en="A state body's request is answered only on the grounds and to the extent set by law.",
            ),
        ),
    ),
    Chapter(
        number="5",
        title=Text(kk="Жазу және бөтен адамдар", ru="Запись и посторонние", en="Recording, and others present"),
        clauses=(
            clause(
                "5.1",
                kk="Сервис сессияны жазбайды. Психолог менің бөлек жазбаша келісімімсіз дыбыс та, бейне де жазып "
                "алмайды.",
                ru="Сервис не записывает сессию. Психолог не ведёт ни аудио-, ни видеозаписи без моего отдельного "
                "письменного согласия.",
                en="The service does not record the session. The psychologist makes no sound or video recording "
                "without my separate written consent.",
            ),
            clause(
                "5.2",
                kk="Сессияға үшінші адам (серігім, аудармашы, байқаушы) тек екеуіміздің алдын ала келісімімізбен "
                "қатысады.",
                ru="Третий человек (партнёр, переводчик, наблюдатель) присутствует, только если мы оба заранее "
                "согласны.",
                en="A third person (a partner, an interpreter, an observer) is present only if both of us agreed "
                "beforehand.",
            ),
        ),
    ),
    Chapter(
        number="6",
        title=Text(kk="Шұғыл жағдай", ru="Если нужна срочная помощь", en="In an emergency"),
        clauses=(
            clause(
                "6.1",
                kk="Сессиялар арасында психолог үнемі байланыста бола алмайды. Өзіме зиян келтіру туралы ой келсе "
                "немесе қауіп төнсе, мына нөмірлерге қоңырау шаламын:",
                ru="Между сессиями психолог не всегда на связи. Если появятся мысли причинить себе вред или возникнет "
                "опасность, я звоню:",
                en="Between sessions the psychologist is not always there. If thoughts of harming myself come, or "
                "danger arises, I call:",
                listing="crisis_lines",
            ),
            clause(
                "6.2",
                kk="Суицид белгілері, дағдарыс немесе тұрмыстық зорлық кезінде көмек бұл келісімсіз де басталуы "
                "мүмкін; себебі жазылып қойылады.",
                ru="При признаках суицидального поведения, кризиса или бытового насилия помощь может начаться и без "
                "этого согласия; причина записывается.",
                en="On signs of suicidal behaviour, a crisis or domestic violence help may begin without this consent; "
                "the reason is recorded.",
            ),
        ),
    ),
)
