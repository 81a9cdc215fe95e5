"""Clauses 8, 10, 11, 12: security, liability, disputes, and how the policy itself changes."""

from harmonia.policy.terms import Chapter, Text, clause

SAFETY = Chapter(
    number="8",
    title=Text(kk="Деректердің қауіпсіздігі", ru="Безопасность данных", en="Security of the data"),
    clauses=(
        clause(
            "8.1",
            kk="Деректерді рұқсатсыз кіруден, өзгертуден, ашудан және жоюдан қорғау үшін техникалық және "
            "ұйымдастырушылық шаралар қолданамыз. Жинау, сақтау және өңдеу үдерістерін, қорғау шараларын және деректер "
            "тұрған жердің физикалық қауіпсіздігін жоспар бойынша тексереміз.",
            ru="Чтобы к данным не получили доступа посторонние, чтобы их не изменили, не раскрыли и не уничтожили, мы "
            "принимаем технические и организационные меры. По плану мы проверяем, как данные собираются, хранятся и "
            "обрабатываются, как работают меры защиты и как физически охраняется место, где данные находятся.",
            en="To keep data from unauthorised access, change, disclosure and destruction we take technical and "
            "organisational measures. To a schedule we check how data are collected, kept and processed, how the "
            "measures of protection work, and how the place where the data are is physically guarded.",
        ),
        clause(
            "8.2",
            kk="Деректерді кім көргені, келісімдер және өтініштер журналға жазылады. Журналдағы кез келген өзгеріс "
            "байқалады.",
            ru="Кто видел данные, какие давались согласия и поступали обращения, записывается в журнал. Любое "
            "изменение в журнале становится заметно.",
            en="Who saw the data, which consents were given and which requests came in is entered in a journal. Any "
            "change of the journal shows.",
        ),
    ),
)

LIABILITY = Chapter(
    number="10",
    title=Text(kk="Тараптардың жауапкершілігі", ru="Ответственность сторон", en="Liability"),
    clauses=(
        clause(
            "10.1",
            kk="Әр тарап өз міндетін бұзудан келтірілген залалды заң бойынша өтейді: сіз — Компания сізге сеніп берген "
            "мәліметті заңсыз пайдалансаңыз, біз — сіздің деректеріңізге қатысты міндетімізді бұзсақ. 6.2-тармақтағы "
            "заңды беру бұзушылық емес. Тұтынушы ретіндегі құқықтарыңызды бұл саясат шектемейді.",
            ru="Каждая сторона возмещает по закону убытки от нарушения своих обязанностей: вы — если неправомерно "
            "использовали сведения, которые доверила вам Компания, мы — если нарушили обязанности в отношении ваших "
            "данных. Законная передача по пункту 6.2 нарушением не считается. Ваших прав потребителя Политика не "
            "ограничивает.",
            en="Each side makes good by law the loss from a breach of its duties: you, where you misused what the "
            "Company entrusted to you; we, where we failed in our duties towards your data. A lawful transfer under "
            "clause 6.2 is no breach. This policy takes nothing from your rights as a consumer.",
        ),
        clause(
            "10.2",
            kk="Құпия ақпараттың жоғалғаны немесе ашылғаны үшін, егер ол бұған дейін жұртқа белгілі болса, үшінші "
            "тұлғадан заңды жолмен алынса немесе сіздің келісіміңізбен ашылса, Компания жауап бермейді.",
            ru="Компания не отвечает за утрату или разглашение конфиденциальной информации, которая уже была "
            "общеизвестна, законно получена от третьего лица или раскрыта с вашего согласия.",
            en="The Company does not answer for the loss or disclosure of confidential information that had been "
            "public before, was lawfully received from a third party, or was disclosed with your consent.",
        ),
    ),
)

DISPUTES = Chapter(
    number="11",
    title=Text(kk="Дауларды шешу", ru="Разрешение споров", en="Disputes"),
    clauses=(
        clause(
            "11.1",
            kk="Кез келген келіспеушілікті алдымен келіссөзбен шешеміз: {email} мекенжайына жазыңыз. Шағымға "
            "{clock_complaint} ішінде жазбаша жауап береміз.",
            ru="Любое разногласие мы сначала решаем переговорами: напишите на {email}. На претензию письменно ответим "
            "в течение {clock_complaint}.",
            en="Any disagreement we first settle by talking: write to {email}. We answer a complaint in writing within "
            "{clock_complaint}.",
        ),
        clause(
            "11.2",
            kk="Келісе алмасақ, дауды сот қарайды: Компания орналасқан жердегі немесе, тұтынушы ретінде таңдауыңыз "
            "бойынша, заң рұқсат еткен өзге сот, мысалы өз тұрғылықты жеріңіздегі.",
            ru="Если договориться не удалось, спор рассмотрит суд: по месту нахождения Компании или, по вашему выбору "
            "как потребителя, другой суд, который допускает закон, например по месту вашего жительства.",
            en="If we can't agree, a court decides: where the Company is located or, at your choice as a consumer, "
            "another court that the law allows, such as that of your place of residence.",
        ),
    ),
)

ADDITIONAL = Chapter(
    number="12",
    title=Text(kk="Қосымша талаптар", ru="Дополнительные условия", en="Additional terms"),
    clauses=(
        clause(
            "12.1",
            kk="Саясатты өзгерте аламыз. Әр өзгеріспен бірге ненің өзгергенін түсінікті тілмен көрсетеміз. Жаңа "
            "мақсат, жаңа дерек немесе жаңа алушы пайда болса, сіздің жаңа келісіміңізсіз ол сізге қолданылмайды.",
            ru="Мы можем изменить Политику. К каждому изменению мы прилагаем понятный перечень отличий. Новая цель, "
            "новые данные или новый получатель коснутся вас только после вашего нового согласия.",
            en="We may change this policy. With each change goes a readable list of what differs. A new purpose, new "
            "data or a new recipient concern you only after your new consent.",
        ),
        clause(
            "12.2",
            kk="Жаңа редакция сервисте жарияланған сәттен немесе онда көрсетілген кейінгі күннен бастап күшіне енеді.",
            ru="Новая редакция вступает в силу с публикации на сервисе или с более поздней даты, указанной в ней.",
            en="A new edition comes into force when it is published on the service, or on a later date named in it.",
        ),
        clause(
            "12.3",
            kk="Қолданыстағы саясат https://{domain}/privacy/ мекенжайында тұрады; сол жерде барлық бұрынғы редакция "
            "да өз нөмірімен сақталған.",
            ru="Действующая Политика размещена по адресу https://{domain}/privacy/; там же, каждая под своим номером, "
            "хранятся все прежние редакции.",
            en="The policy in force stands at https://{domain}/privacy/; all former editions are kept there too, each "
            "under its number.",
        ),
        clause(
            "12.4",
            kk="Тіркелген соң төлемнің автоматты растауы мен қызметтік хабарламаларды аласыз: онсыз қызмет көрсету "
            "мүмкін емес. Жаңалықтар мен жарнама тек бөлек келісіммен, пошта мен SMS үшін бөлек-бөлек жіберіледі. "
            "Әдепкі күйде хабарлама тақырыбында психология туралы сөз де, маманның аты да болмайды.",
            ru="После регистрации вы получаете автоматические подтверждения оплаты и сервисные уведомления: без них "
            "услугу не оказать. Новости и реклама приходят только с отдельного согласия, своего для почты и своего для "
            "SMS. Если вы сами не решите иначе, в теме сообщения нет ни слова о психологии, ни имени специалиста.",
            en="Once registered you receive automatic confirmations of payment and service notices: the service can't "
            "be given without them. News and advertising come only by a separate consent, one for e-mail and one for "
            "SMS. Unless you choose otherwise, no subject line names psychology or your specialist.",
        ),
        clause(
            "12.5",
            kk="Әр тарату хатының соңында бас тарту сілтемесі бар: бір басу жеткілікті, кірудің қажеті жоқ, тарату "
            "бірден тоқтайды. SMS пен кабинетте де солай. Қызметтік хабарламалар жалғаса береді.",
            ru="В конце каждого письма рассылки есть ссылка для отписки: достаточно одного нажатия, входить не нужно, "
            "рассылка прекращается сразу. Так же с SMS и в кабинете. Сервисные уведомления продолжают приходить.",
            en="Each mailing ends with a link to unsubscribe: one click, no signing in, and the mailing stops at once. "
            "The same goes for SMS and in the cabinet. Service notices go on.",
        ),
        clause(
            "12.6",
            kk="Деректердің дәл әрі өзекті болуын қадағалаймыз. Ескірген, дұрыс емес, артық немесе мақсаты орындалған "
            "дерек түзетіледі не жойылады — мерзімі келгенде автоматты түрде.",
            ru="Мы следим, чтобы данные были точными и актуальными. Устаревшее, неверное, лишнее и то, чья цель "
            "достигнута, исправляется или уничтожается, а по истечении срока — автоматически.",
            en="We see to it that data are accurate and current. What is outdated, wrong, excessive, or has served its "
            "purpose is corrected or destroyed, and at the end of its term automatically.",
        ),
        clause(
            "12.7",
            kk="Берген мәліметіңіздің дұрыстығы мен дер кезінде жаңартылуы үшін өзіңіз жауап бересіз. «Өзгерту» "
            "түймесі әр мәліметтің жанында тұр.",
            ru="За верность сообщённых данных и за их своевременное обновление отвечаете вы. Кнопка «Изменить» стоит "
            "рядом с каждым из них.",
            en="You answer for the data you give being true and being updated in time. The button to change stands "
            "beside each of them.",
        ),
        clause(
            "12.8",
            kk="Деректі жаңарту, жою немесе беру туралы өтінішті орындау үшін алдымен сұрап отырған шынымен сіз "
            "екеніңізге көз жеткіземіз. Кабинетке кірген болсаңыз, бұл жеткілікті; әйтпесе код жібереміз немесе "
            "сервистегі қатысыңызды растайтын ең аз мәлімет сұраймыз және оны өтініш жабылғанда жоямыз. Жеке куәліктің "
            "көшірмесін сұрамаймыз. Заң бұл құқықтарға өзге шарттар мен шектеулер белгілеуі мүмкін.",
            ru="Прежде чем обновить, уничтожить или выдать данные, мы убеждаемся, что просите об этом вы. Входа в "
            "кабинет для этого достаточно; иначе мы пришлём код или спросим самое малое, что подтверждает вашу связь с "
            "сервисом, и уничтожим эти сведения, закрыв обращение. Копий удостоверения личности мы не просим. Закон "
            "может установить для этих прав и другие условия и ограничения.",
            en="Before we update, destroy or hand over data we make sure that it is you who asks. To be signed in is "
            "enough; otherwise we send a code, or ask for the least that confirms your connection with the service, "
            "and destroy it when the request is closed. We ask for no copies of identity documents. The law may set "
            "other conditions and limits to these rights.",
        ),
        clause(
            "12.9",
            kk="Біз шұғыл көмек қызметі емеспіз. Қазір қиын болса, мына нөмірлерге қоңырау шалыңыз:",
            ru="Мы не служба экстренной помощи. Если плохо прямо сейчас, позвоните:",
            en="We are no emergency service. If it is bad right now, call:",
            listing="crisis_lines",
        ),
        clause(
            "12.10",
            kk="Байланыс: {company}, {address}; пошта {email}; телефон {phone}. Дербес деректерді өңдеуді "
            "ұйымдастыруға жауапты: {responsible}.",
            ru="Связаться с нами: {company}, {address}; почта {email}; телефон {phone}. За организацию обработки "
            "персональных данных отвечает: {responsible}.",
            en="To reach us: {company}, {address}; e-mail {email}; phone {phone}. Responsible for organising the "
            "processing of personal data: {responsible}.",
        ),
    ),
)
