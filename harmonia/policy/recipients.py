"""Who may receive personal data, and why. A recipient that is not here receives nothing (clauses 3.3, 6.2, 6.10)."""

from harmonia.policy.terms import Recipient, Text

RECIPIENTS: dict[str, Recipient] = {
    recipient.key: recipient
    for recipient in (
        Recipient(
            key="specialist",
            title=Text(kk="сіз таңдаған маман", ru="выбранный вами специалист", en="the specialist whom you chose"),
            explanation=Text(
                kk="қызмет көрсету үшін; кездесулер аяқталған соң қолжетімділік жабылады",
                ru="чтобы оказать услугу; когда работа закончена, доступ закрывается",
                en="to provide the service; access closes when the work is over",
            ),
        ),
        Recipient(
            key="client",
            title=Text(
                kk="маманға жазылған клиент",
                ru="клиент, записанный к специалисту",
                en="the client booked with the specialist",
            ),
            explanation=Text(
                kk="кіммен кездесетінін білу үшін",
                ru="чтобы знать, с кем он встречается",
                en="to know whom they are meeting",
            ),
        ),
        Recipient(
            key="payment_provider",
            title=Text(kk="төлем ұйымы", ru="платёжная организация", en="the payment provider"),
            explanation=Text(
                kk="төлемді қабылдау және қайтару үшін; карта деректерін тек сол көреді, біз көрмейміз",
                ru="чтобы принять и вернуть оплату; данные карты видит только она, мы их не видим",
                en="to take and return payments; only it sees the card, we never do",
            ),
        ),
        Recipient(
            key="mail_carrier",
            title=Text(kk="пошта жеткізушісі", ru="почтовая служба", en="the mail carrier"),
            explanation=Text(
                kk="хаттарды жеткізу үшін; өзіңіз өзгеше таңдамасаңыз, олардың тақырыбы бейтарап",
                ru="чтобы доставить письмо; его тема нейтральна, если вы сами не выбрали иначе",
                en="to deliver letters; their subjects are neutral unless you chose otherwise",
            ),
        ),
        Recipient(
            key="sms_carrier",
            title=Text(kk="SMS жеткізушісі", ru="служба SMS", en="the SMS carrier"),
            explanation=Text(
                kk="код пен еске салуды жеткізу үшін",
                ru="чтобы доставить код или напоминание",
                en="to deliver a code or a reminder",
            ),
        ),
        Recipient(
            key="push_service",
            title=Text(
                kk="браузеріңізді жасаушының хабарландыру қызметі",
                ru="служба уведомлений вашего браузера",
                en="the push service of your browser's maker",
            ),
            explanation=Text(
                kk="құрылғыға шифрланған белгі жеткізу үшін; ол белгінің қашан келгенін көреді, мәтінін де, атыңызды "
                "да көрмейді; тек келісіміңізбен",
                ru="чтобы передать на устройство зашифрованный сигнал; она видит, когда он пришёл, но не его слова и "
                "не ваше имя; только с вашего согласия",
                en="to carry an encrypted signal to the device; it sees when one came, and neither its words nor your "
                "name; only with your consent",
            ),
            country="US",
        ),
        Recipient(
            key="hosting",
            title=Text(
                kk="Қазақстандағы деректер орталығы",
                ru="центр обработки данных в Казахстане",
                en="a data centre in Kazakhstan",
            ),
            explanation=Text(
                kk="серверлерімізді орналастыру үшін; шифрланған деректердің кілттері онда жоқ",
                ru="чтобы размещать наши серверы; ключей от зашифрованных данных у него нет",
                en="to house our servers; it does not hold the keys to the encrypted data",
            ),
            third_party=False,
        ),
        Recipient(
            key="state_bodies",
            title=Text(kk="мемлекеттік органдар", ru="государственные органы", en="state bodies"),
            explanation=Text(
                kk="тек заңда көзделген негізде және тәртіппен; әр сұрау тізілімге жазылады",
                ru="только по основаниям и в порядке, которые установил закон; каждый запрос вносится в реестр",
                en="only on the grounds and in the manner set by law; every request is entered in a register",
            ),
            third_party=False,
        ),
        Recipient(
            key="public",
            title=Text(kk="сайттың кез келген келушісі", ru="любой посетитель сайта", en="any visitor of the site"),
            explanation=Text(
                kk="маманның жарияланған парағын оқу үшін",
                ru="чтобы прочитать опубликованную страницу специалиста",
                en="to read a specialist's published page",
            ),
            public=True,
        ),
        Recipient(
            key="google",
            title=Text(kk="Google Analytics", ru="Google Analytics", en="Google Analytics"),
            explanation=Text(
                kk="келулерді санау үшін; тек келісіміңізбен, кабинетте ешқашан",
                ru="чтобы считать посещения; только с вашего согласия и никогда в кабинете",
                en="to count visits; only with your consent and never in the cabinet",
            ),
            country="US",
        ),
        Recipient(
            key="yandex",
            title=Text(kk="Яндекс.Метрика", ru="Яндекс.Метрика", en="Yandex.Metrica"),
            explanation=Text(
                kk="келулерді санау үшін; тек келісіміңізбен, кабинетте ешқашан",
                ru="чтобы считать посещения; только с вашего согласия и никогда в кабинете",
                en="to count visits; only with your consent and never in the cabinet",
            ),
            country="RU",
        ),
    )
}
