"""Clause 1: the words that the policy uses, each in one meaning."""

from harmonia.policy.terms import Chapter, Text, clause

DEFINITIONS = Chapter(
    number="1",
    title=Text(kk="Терминдер мен анықтамалар", ru="Термины и определения", en="Terms and definitions"),
    clauses=(
        clause(
            "1.1",
            kk="Компания, біз — {company}, БСН {bin}, {domain} сайтының иесі және дербес деректердің операторы. "
            "Деректеріңіз үшін сіздің алдыңызда біз жауап береміз.",
            ru="Компания, мы — {company}, БИН {bin}, владелец сайта {domain} и оператор персональных данных. За ваши "
            "данные перед вами отвечаем мы.",
            en="The Company, we: {company}, BIN {bin}, owner of the site {domain} and operator of personal data. It is "
            "we who answer to you for your data.",
        ),
        clause(
            "1.2",
            kk="Сервис әкімшілігі — Компанияның атынан сервисті басқаратын, деректерді өңдеуді ұйымдастыратын және "
            "әрқайсысы тек өз міндетіне қажет деректерді көретін уәкілетті қызметкерлер: қолдау қызметі, мамандарды "
            "тексеруші, деректерге жауапты тұлға.",
            ru="Администрация сервиса — уполномоченные сотрудники, которые от имени Компании управляют сервисом и "
            "организуют обработку данных: поддержка, проверяющие специалистов, ответственный за данные. Каждый видит "
            "только то, что нужно для его работы.",
            en="The administration of the service: authorised staff who run the service for the Company and organise "
            "the processing: support, verifiers of specialists, the person responsible for data. Each sees only what "
            "their work needs.",
        ),
        clause(
            "1.3",
            kk="Дербес деректер — сізге тікелей немесе жанама қатысы бар кез келген мәлімет.",
            ru="Персональные данные — любые сведения, которые прямо или косвенно относятся к вам.",
            en="Personal data: any information that relates to you, directly or indirectly.",
        ),
        clause(
            "1.4",
            kk="Дербес деректерді өңдеу — олармен жасалатын кез келген әрекет: жинау, жүйелеу, жинақтау, сақтау, "
            "нақтылау, пайдалану, беру, тарату, иесіздендіру, бұғаттау және жою — бағдарламамен де, қолмен де.",
            ru="Обработка персональных данных — любое действие с ними: сбор, систематизация, накопление, хранение, "
            "уточнение, использование, передача, распространение, обезличивание, блокирование и уничтожение, "
            "программой или вручную.",
            en="Processing of personal data: anything done with them, from collecting, arranging, accumulating, "
            "keeping, correcting and using to passing on, publishing, anonymising, blocking and destroying, by "
            "software or by hand.",
        ),
        clause(
            "1.5",
            kk="Дербес деректердің құпиялылығы — деректерге қол жеткізген адамның бәріне міндетті талап: сіздің "
            "келісіміңізсіз немесе заңды негізсіз оларды таратпау.",
            ru="Конфиденциальность персональных данных — требование ко всем, кто получил к ним доступ: не "
            "распространять их без вашего согласия или иного законного основания.",
            en="Confidentiality of personal data: the duty of everyone who has access to them not to spread them "
            "without your consent or another lawful ground.",
        ),
        clause(
            "1.6",
            kk="Сайт пайдаланушысы — интернет арқылы сервиске кіретін кез келген адам: келуші, клиент немесе маман.",
            ru="Пользователь сайта — каждый, кто заходит на сервис через интернет: посетитель, клиент или специалист.",
            en="A user of the site: anyone who comes to the service over the internet, be it a visitor, a client or a "
            "specialist.",
        ),
        clause(
            "1.7",
            kk="Пайдаланушы, клиент — 18 жасқа толған, жария офертаны қабылдап тіркелген және сервис мамандарының "
            "көмегін алғысы келетін жеке тұлға.",
            ru="Пользователь, клиент — физическое лицо, которому исполнилось 18 лет: оно зарегистрировалось, приняв "
            "публичную оферту, и хочет получить помощь специалистов сервиса.",
            en="The User, the client: a natural person of 18 or older who has registered by accepting the public offer "
            "and wishes the help of the service's specialists.",
        ),
        clause(
            "1.8",
            kk="Сервис маманы — жоғары психологиялық білімі, мамандығы бойынша кемінде {practice_years} жыл "
            "тәжірибесі бар, біліктілігін үнемі арттыратын және психологтардың мемлекеттік тізіліміне енгізілген жеке "
            "тұлға. Маман диагноз қоймайды, дәрі тағайындамайды және нәтижеге уәде бермейді; дәрігер керек болса, "
            "соны айтады.",
            ru="Специалист сервиса — физическое лицо с высшим психологическим образованием и опытом работы "
            "от {practice_years} лет, которое регулярно повышает квалификацию и внесено в государственный реестр "
            "психологов. Специалист не ставит диагнозов, не назначает лекарств и не обещает результата; если нужен "
            "врач, он об этом скажет.",
            en="A specialist of the service: a natural person with higher education in psychology and at least "
            "{practice_years} years of practice, who keeps training and is entered in the state register of "
            "psychologists. A specialist makes no diagnoses, prescribes no medicines and promises no results; where a "
            "doctor is needed, they say so.",
        ),
        clause(
            "1.9",
            kk="Сервис — {domain} мекенжайындағы цифрлық психология платформасы: онда маман таңдайсыз, уақыт "
            "белгілейсіз, төлейсіз және сессия өткізесіз.",
            ru="Сервис — платформа цифровой психологии по адресу {domain}: здесь вы выбираете специалиста, назначаете "
            "время, оплачиваете и проводите сессию.",
            en="The service: the platform of digital psychology at {domain}, where you choose a specialist, book a "
            "time, pay and hold a session.",
        ),
        clause(
            "1.10",
            kk="Сессия — клиент пен маманның сервистегі бейне, дыбыс немесе мәтін арқылы кездесуі. Сервис сессияны "
            "жазып алмайды.",
            ru="Сессия — встреча клиента и специалиста на сервисе по видео, голосом или текстом. Сервис её не "
            "записывает.",
            en="A session: a meeting of client and specialist on the service by video, voice or text. The service does "
            "not record it.",
        ),
        clause(
            "1.11",
            kk="Құпия ақпарат — Компания қорғайтын, мемлекеттік құпия болып табылмайтын, бөгде адамға белгісіздігімен "
            "құнды ғылыми-техникалық, өндірістік, қаржылық немесе өзге ақпарат. Өзіңіз туралы деректер мен "
            "сессияларыңыз бұған жатпайды: олар сіздікі, кімге айтуды өзіңіз шешесіз.",
            ru="Конфиденциальная информация — охраняемая Компанией и не составляющая государственной тайны "
            "научно-техническая, производственная, финансовая или иная информация, ценная тем, что она неизвестна "
            "другим. Сведения о вас и ваши сессии сюда не относятся: они ваши, и кому о них рассказать, решаете вы.",
            en="Confidential information: technical, commercial, financial or other information that the Company "
            "protects, that is no state secret, and whose worth lies in others not knowing it. What concerns you and "
            "your sessions is no part of it: it is yours, and you decide whom to tell.",
        ),
        clause(
            "1.12",
            kk="Бұғаттау — деректерді жинауды, жинақтауды, өзгертуді, толықтыруды, пайдалануды, таратуды, "
            "иесіздендіруді және жоюды уақытша тоқтату. Бұғатталған деректер тек сақталады және тексеріледі.",
            ru="Блокирование — временная остановка сбора, накопления, изменения, дополнения, использования, "
            "распространения, обезличивания и уничтожения данных. Заблокированное только хранится и проверяется.",
            en="Blocking: a temporary stop of collecting, accumulating, changing, adding, using, spreading, "
            "anonymising and destroying. What is blocked is only kept and checked.",
        ),
        clause(
            "1.13",
            kk="Жою — содан кейін деректерді, соның ішінде сақтық көшірмелерден де, қалпына келтіру мүмкін болмайтын "
            "әрекет.",
            ru="Уничтожение — действие, после которого восстановить данные нельзя, в том числе из резервных копий.",
            en="Destruction: an act after which the data can't be restored, from backups either.",
        ),
        clause(
            "1.14",
            kk="Иесіздендіру — содан кейін деректердің кімге тиесілі екенін анықтау мүмкін болмайтын әрекет. Атын "
            "жасыру немесе кодпен алмастыру — қорғау ғана, иесіздендіру емес.",
            ru="Обезличивание — действие, после которого нельзя определить, кому принадлежат данные. Скрыть имя или "
            "заменить его кодом — это защита, но не обезличивание.",
            en="Anonymisation: an act after which it can't be told whose the data are. Hiding a name or putting a code "
            "in its place is protection, not anonymisation.",
        ),
    ),
)
