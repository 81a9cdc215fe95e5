"""Clause 9: cookies. An analytics cookie is a transfer abroad (94-V art. 16), so it waits for a yes."""

from harmonia.policy.terms import Chapter, Text, clause

BROWSING = Chapter(
    number="9",
    title=Text(kk="Cookie файлдары", ru="Cookie-файлы", en="Cookies"),
    clauses=(
        clause(
            "9.1",
            kk="Cookie — сайт браузеріңізде қалдыратын шағын жазба. Ол арқылы сервис келген сайын тіліңізді және "
            "кіргеніңізді есте сақтайды. Орналасқан жеріңізді cookie арқылы анықтамаймыз.",
            ru="Cookie — небольшая запись, которую сайт оставляет в вашем браузере. С её помощью сервис помнит ваш "
            "язык и то, что вы вошли. Местоположения по cookie мы не определяем.",
            en="A cookie is a small note that a site leaves in your browser. By it the service remembers your language "
            "and that you are signed in. We do not tell your location by cookies.",
        ),
        clause(
            "9.2",
            kk="Өз cookie файлдарымыз беттер арасында жүру, кіру, қорғаныс және баптауларыңыз үшін ғана қажет. Оларда "
            "сіздің кім екеніңізді білдіретін мәлімет жоқ.",
            ru="Собственные cookie нужны только для переходов между страницами, входа, защиты и ваших настроек. "
            "Сведений, по которым можно узнать, кто вы, в них нет.",
            en="Our own cookies serve only moving between pages, signing in, protection and your settings. They hold "
            "nothing that tells who you are.",
        ),
        clause(
            "9.3",
            kk="Сервисте қолданылуы мүмкін cookie файлдарының толық тізімі:",
            ru="Вот все cookie, которые могут использоваться на сервисе:",
            en="These are all the cookies that the service may use:",
            listing="cookies",
        ),
        clause(
            "9.3.1",
            kk="Өзіміздікілерді сервистің өзі қояды, тек өзі оқиды.",
            ru="Собственные cookie ставит сам сервис, и читает их только он.",
            en="Our own are set by the service, and only the service reads them.",
        ),
        clause(
            "9.3.2",
            kk="Бөгде есептегіштердікін Google Analytics пен Яндекс.Метрика тек сіз рұқсат еткеннен кейін қояды; сонда "
            "келуіңіз туралы мәлімет шетелге беріледі. Олар біз үшін қай бөлімдердің көбірек оқылатынын санайды. "
            "Кіргеннен кейінгі беттерде олар ешқашан болмайды.",
            ru="Сторонние ставят Google Analytics и Яндекс.Метрика, и только после вашего согласия: тогда сведения о "
            "посещении уходят за границу. По ним мы узнаём, какие разделы читают чаще. На страницах после входа их не "
            "бывает никогда.",
            en="Third-party cookies are set by Google Analytics and Yandex.Metrica, and only after your consent: data "
            "on your visit then go abroad. From them we learn which sections are read more. They are never on pages "
            "behind the sign-in.",
        ),
        clause(
            "9.4",
            kk="Есептегіштерден бас тарту үшін браузерді баптаудың қажеті жоқ: «Жоқ» деп жауап бересіз, ал кейін "
            "ойыңыз өзгерсе, беттің төменгі жағындағы «Cookie баптаулары» сілтемесін ашасыз. Келісімді қайтарғанда "
            "олардың cookie файлдары жойылады. Қаласаңыз, браузеріңізде де cookie туралы ескертуді қосып, бәрін "
            "қабылдамай немесе жоя аласыз.",
            ru="Чтобы отказаться от счётчиков, настраивать браузер не нужно: ответьте «Нет», а если передумаете, "
            "откройте «Настройки cookie» внизу страницы. При отзыве согласия их cookie удаляются. По желанию можно и в "
            "самом браузере включить предупреждения о cookie, отклонить их все или удалить.",
            en="To refuse the counters you need not set up your browser: answer no, and should you change your mind, "
            "open “Cookie settings” at the foot of the page. When consent is withdrawn, their cookies are removed. If "
            "you wish, your browser too can warn of cookies, refuse them all, or delete them.",
        ),
        clause(
            "9.5",
            kk="Браузерде cookie файлдарын толық бұғаттасаңыз, ашық беттер жұмыс істей береді, тек кабинетке кіру "
            "мүмкін болмайды.",
            ru="Если полностью заблокировать cookie в браузере, открытые страницы продолжат работать, нельзя будет "
            "только войти в кабинет.",
            en="If you block cookies in the browser altogether, the open pages go on working; only signing in will "
            "not.",
        ),
        clause(
            "9.6",
            kk="Сервисте өзге сайттарға сілтемелер болуы мүмкін. Олар біздің бақылауымызда емес, ондағы деректер сол "
            "сайттың саясаты бойынша өңделеді. Өтер алдында ескертеміз және қай беттен келгеніңізді оларға айтпаймыз.",
            ru="На сервисе могут быть ссылки на другие сайты. Мы ими не управляем, и данные там обрабатываются по их "
            "правилам. Перед переходом мы предупредим вас и не сообщим им, с какой страницы вы пришли.",
            en="The service may link to other sites. We do not control them, and data there are handled by their "
            "policy. We warn you before you leave and do not tell them which page you came from.",
        ),
    ),
)
