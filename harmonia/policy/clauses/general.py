"""Clauses 2 and 3: how one comes to agree, and what this policy protects."""

from harmonia.policy.terms import Chapter, Text, clause

GENERAL = Chapter(
    number="2",
    title=Text(kk="Жалпы ережелер", ru="Общие положения", en="General provisions"),
    clauses=(
        clause(
            "2.1",
            kk="Сайтты жай пайдалану келісім болып саналмайды. Келісімді біз тікелей сұраймыз, не үшін екенін айтамыз, "
            "жауабыңызды, уақытын және келіскен мәтініңізді сақтаймыз. Келісімдер бөлек-бөлек беріледі: біріне "
            "келіскеніңіз екіншісіне келіскеніңіз емес:",
            ru="Просто пользоваться сайтом не значит согласиться. О согласии мы спрашиваем прямо, говорим, на что оно, "
            "и сохраняем ваш ответ, его время и текст, с которым вы согласились. Согласия даются по отдельности, и "
            "одно не тянет за собой другое:",
            en="Merely using the site is no consent. We ask for consent outright, say what it is for, and keep your "
            "answer, its time and the text that you agreed to. Consents are given apart, and a yes to one is no yes to "
            "another:",
            listing="consents",
        ),
        clause(
            "2.2",
            kk="Саясатпен келіспесеңіз, тіркелмеуге немесе тіркелгіні кез келген уақытта жабуға болады. Бас тартсаңыз, "
            "тіркелгі ашылмайды, енгізген мәліметтеріңіз сақталмайды. Ашық беттер мен көмек телефондары бәрібір "
            "қолжетімді.",
            ru="Если вы не согласны с Политикой, не регистрируйтесь или закройте учётную запись — это можно сделать "
            "когда угодно. После отказа учётная запись не создаётся, а введённое не сохраняется. Открытые страницы и "
            "телефоны помощи доступны в любом случае.",
            en="If you disagree with this policy, do not register, or close your account: you may do so at any time. "
            "After a refusal no account is created and nothing you typed is kept. The open pages and the help lines "
            "remain yours all the same.",
        ),
        clause(
            "2.3",
            kk="Саясат тек біздің сервиске қолданылады. Сілтеме бөгде сайтқа апарса, бұл туралы алдын ала ескертеміз; "
            "ондағы деректер үшін сол сайттың иесі жауап береді.",
            ru="Политика действует только на нашем сервисе. Если ссылка ведёт на чужой сайт, мы предупредим об этом до "
            "перехода; за данные на нём отвечает его владелец.",
            en="This policy holds for our service alone. Where a link leads to another site, we say so before you "
            "leave; its owner answers for the data there.",
        ),
        clause(
            "2.4",
            kk="Клиент айтқан мәліметтердің растығын біз тексермейміз: тек пошта мен телефонның өзіңіздікі екенін "
            "кодпен растауыңызды сұраймыз. Маманның мәліметтері мен құжаттарын тексереміз: тексеруден өтпеген маман "
            "клиенттерге көрсетілмейді.",
            ru="Мы не проверяем, правду ли сообщил о себе клиент, и только просим подтвердить кодом, что почта и "
            "телефон его. Сведения и документы специалистов мы проверяем: непроверенного специалиста клиенты не "
            "увидят.",
            en="We do not check whether what clients say of themselves is true; we only ask them to confirm by a code "
            "that the e-mail and the phone are theirs. What specialists state and the documents they give we do check: "
            "no unverified specialist is shown to clients.",
        ),
    ),
)

SUBJECT_MATTER = Chapter(
    number="3",
    title=Text(
        kk="Құпиялылық: кім не үшін жауап береді",
        ru="Предмет Политики: кто и за что отвечает",
        en="What this policy covers: who keeps what in confidence",
    ),
    clauses=(
        clause(
            "3.1",
            kk="Саясат екі жаққа да міндет жүктейді. Сіз тіркелген кезде немесе қызмет алу барысында білген бөтен "
            "мәліметті — маманның жеке байланысын, өзге клиенттердің деректерін, Компанияның құпия ақпаратын — "
            "жарияламайсыз.",
            ru="Политика обязывает обе стороны. Вы не разглашаете чужое, что узнали при регистрации или получая "
            "услугу: личные контакты специалиста, данные других клиентов, конфиденциальную информацию Компании.",
            en="This policy binds both sides. You do not disclose what belongs to others and came to you on "
            "registering or through the service: a specialist's private contacts, other clients' data, the Company's "
            "confidential information.",
        ),
        clause(
            "3.2",
            kk="Компанияның құпия ақпаратын оның рұқсатынсыз ашпайсыз және өз пайдаңызға қолданбайсыз. Бұл өз "
            "сессияңыз туралы айту, шағымдану, дәрігерге, полицияға немесе сотқа жүгіну құқығыңызды шектемейді.",
            ru="Конфиденциальную информацию Компании вы не раскрываете и не используете в своих целях без её согласия. "
            "Это не ограничивает ваше право говорить о собственных сессиях, жаловаться, обращаться к врачу, в полицию "
            "и в суд.",
            en="You neither disclose the Company's confidential information nor use it for your own ends without its "
            "consent. This takes nothing from your right to speak of your own sessions, to complain, or to turn to a "
            "doctor, the police or a court.",
        ),
        clause(
            "3.3",
            kk="Сіздің жазбаша немесе электрондық келісіміңізсіз деректеріңізді үшінші тұлғаға бермейміз; заң тікелей "
            "талап еткен жағдай ғана бұдан тыс. Деректерді кім және не үшін ала алатыны осы кестеде толық көрсетілген:",
            ru="Без вашего письменного или электронного согласия мы не передаём данные третьим лицам; исключение — "
            "прямое требование закона. Кто и зачем может их получить, здесь перечислено полностью:",
            en="Without your consent, written or electronic, we pass no data to third parties, save where the law "
            "itself demands it. All who may receive them, and what for, stand here:",
            listing="recipients",
        ),
        clause(
            "3.4",
            kk="Деректерге қол жеткізгендердің бәрі — біз де, маман да, мердігер де — заңда өзгеше көзделмесе, оларды "
            "сіздің келісіміңізсіз ашпайды және таратпайды. Психолог бұған қоса кәсіби құпияны сақтайды.",
            ru="Все, кто получил доступ к данным, — мы, специалист, подрядчик — не раскрывают и не распространяют их "
            "без вашего согласия, если закон не велит иного. Психолог к тому же хранит профессиональную тайну.",
            en="Everyone with access to the data, be it we, a specialist or a contractor, neither discloses nor "
            "spreads them without your consent, unless the law provides otherwise. A psychologist is also bound by "
            "professional secrecy.",
        ),
        clause(
            "3.5",
            kk="Қызметкер мен мердігер деректерге рұқсатты тәртіптік, әкімшілік, азаматтық-құқықтық және қылмыстық "
            "жауапкершілік туралы ескертуге қол қойғаннан кейін ғана алады. Әр қарау мақсатымен бірге журналға "
            "жазылады, ал сіз оны «Деректерімді кім көрді» бетінен көресіз.",
            ru="Сотрудник и подрядчик получают доступ к данным только после того, как подпишут предупреждение о "
            "дисциплинарной, административной, гражданско-правовой и уголовной ответственности. Каждый просмотр с его "
            "целью попадает в журнал, и вы видите это на странице «Кто видел мои данные».",
            en="Staff and contractors get access only after signing a warning of disciplinary, administrative, civil "
            "and criminal liability. Each look is entered in the journal with its purpose, and you see it on the page "
            "“Who saw my data”.",
        ),
    ),
)
