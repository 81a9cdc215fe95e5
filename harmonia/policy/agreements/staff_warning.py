"""What staff and contractors sign before they see anything (3.5; 94-V art. 25(3))."""

from harmonia.policy.terms import Chapter, Text, clause

STAFF_WARNING: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Менің міндетім", ru="Моя обязанность", en="My duty"),
        clauses=(
            clause(
                "1.1",
                kk="Мен, {subject_name}, {company} тапсырмасымен дербес деректерге қол жеткіземін. Оларды тек "
                "қызметтік міндетім үшін, мақсатын көрсетіп ашамын және ешкімге айтпаймын.",
                ru="Я, {subject_name}, получаю доступ к персональным данным по поручению {company}. Я открываю их "
                "только ради своей работы, называю цель и никому не раскрываю.",
                en="I, {subject_name}, receive access to personal data on behalf of {company}. I open them only for my "
                "work, name the purpose, and disclose them to nobody.",
            ),
            clause(
                "1.2",
                kk="Деректерді көшіріп алмаймын, суретке түсірмеймін, жеке құрылғыда немесе хат алмасуда сақтамаймын; "
                "қызығушылықпен таныстарымды іздемеймін.",
                ru="Я не копирую и не фотографирую данные, не храню их на личных устройствах и в переписке, не ищу "
                "знакомых из любопытства.",
                en="I neither copy nor photograph the data, keep none on my own devices or in messages, and look up "
                "nobody out of curiosity.",
            ),
            clause(
                "1.3",
                kk="Әр қарауым мақсаты мен уақытымен журналға түсетінін және деректің иесі оны көре алатынын білемін.",
                ru="Я знаю, что каждый мой просмотр с целью и временем попадает в журнал и что его увидит тот, чьи это "
                "данные.",
                en="I know that each look of mine enters the journal with its purpose and time, and that the person "
                "whose data they are will see it.",
            ),
            clause(
                "1.4",
                kk="Деректердің қауіпсіздігі бұзылғанын байқасам, жауапты тұлғаға ({responsible}) сол сәтте "
                "хабарлаймын: уәкілетті органға {clock_breach} ішінде хабарлау керек.",
                ru="Если я замечу нарушение безопасности данных, то немедленно сообщу ответственному лицу "
                "({responsible}): уполномоченный орган нужно уведомить в течение {clock_breach}.",
                en="If I notice a breach of data security, I tell the responsible person ({responsible}) at once: the "
                "authority must be notified within {clock_breach}.",
            ),
        ),
    ),
    Chapter(
        number="2",
        title=Text(kk="Жауапкершілік", ru="Ответственность", en="Liability"),
        clauses=(
            clause(
                "2.1",
                kk="Дербес деректер және оларды қорғау туралы заңнаманы бұзғаным үшін тәртіптік (еңбек шартын бұзуға "
                "дейін), әкімшілік, азаматтық-құқықтық және қылмыстық жауапкершілікке тартылуым мүмкін екені "
                "ескертілді.",
                ru="Я предупреждён, что за нарушение законодательства о персональных данных и их защите могу понести "
                "дисциплинарную (вплоть до расторжения трудового договора), административную, гражданско-правовую и "
                "уголовную ответственность.",
                en="I have been warned that a breach of the law on personal data and their protection may bring "
                "disciplinary liability up to dismissal, and administrative, civil and criminal liability.",
            ),
            clause(
                "2.2",
                kk="Бұл міндет шартым аяқталғаннан кейін де күшінде қалады. Ескертуді жыл сайын қайта растаймын; "
                "растамасам, деректерге рұқсат жабылады.",
                ru="Эта обязанность сохраняется и после окончания моего договора. Предупреждение я подтверждаю каждый "
                "год; без подтверждения доступ к данным закрывается.",
                en="This duty outlasts my contract. I confirm the warning every year; without it my access to data is "
                "closed.",
            ),
        ),
    ),
)
