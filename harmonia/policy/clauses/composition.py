"""Clauses 4 and 5: what is held, and for what. The lists under them are the register's own."""

from harmonia.policy.terms import Chapter, Text, clause

COMPOSITION = Chapter(
    number="4",
    title=Text(kk="Дербес деректердің құрамы", ru="Состав персональных данных", en="Which personal data"),
    clauses=(
        clause(
            "4.1",
            kk="Клиенттің деректері. Оларды тіркелу кезінде өзіңіз бересіз немесе олар сервисті пайдалану барысында "
            "пайда болады:",
            ru="Данные клиента. Вы сообщаете их при регистрации, или они появляются, пока вы пользуетесь сервисом:",
            en="The client's data. You give them on registering, or they come about as you use the service:",
            listing="client_categories",
        ),
        clause(
            "4.2",
            kk="Маманның деректері. Оларды маман өтінім бергенде өзі көрсетеді:",
            ru="Данные специалиста. Он сообщает их сам, подавая заявку:",
            en="The specialist's data. It is given when applying:",
            listing="specialist_categories",
        ),
        clause(
            "4.3",
            kk="Келушілер туралы мәлімет. Бөгде есептегіштерді (Яндекс.Метрика, Google Analytics) тек өзіңіз рұқсат "
            "еткеннен кейін қосамыз; оған дейін оларға бірде-бір сұрау жіберілмейді:",
            ru="Сведения о посетителях. Сторонние счётчики (Яндекс.Метрика, Google Analytics) мы включаем только после "
            "вашего «да»; до него к ним не уходит ни одного запроса:",
            en="Data on visitors. We switch on third-party counters (Yandex.Metrica, Google Analytics) only after your "
            "yes; before it not one request goes to them:",
            listing="visitor_categories",
        ),
        clause(
            "4.4",
            kk="Біз тек мәлімделген мақсатқа қажет деректі жинаймыз: бұл тізімде жоқ мәліметке сервисте орын жоқ. "
            "Қызмет көрсету барысында мыналар пайда болады:",
            ru="Мы собираем только то, что нужно для заявленных целей: для данных, которых нет в этом списке, на "
            "сервисе нет и места. По ходу оказания услуг появляются:",
            en="We collect only what the stated purposes need: data that are not on this list have no place in the "
            "service. In the course of the service these come about:",
            listing="own_categories",
        ),
        clause(
            "4.5",
            kk="Нәсілі мен ұлты, саяси көзқарасы, діни немесе философиялық сенімі, интимдік өмірі туралы деректерді "
            "жинамаймыз: оларды сұрайтын өріс жоқ. Таңдаған тақырыбыңыз жеке өміріңізге қатысты болуы мүмкін, "
            "сондықтан тақырыптар шектеулі деректер ретінде сақталады. Еркін жазған мәтініңізден бағдарлама ештеңе "
            "іздемейді және қорытынды шығармайды. Жеке куәлік көшірмесін ешқашан сұрамаймыз.",
            ru="Данные о расе и национальности, политических взглядах, религиозных и философских убеждениях, интимной "
            "жизни мы не собираем: на сервисе нет полей, где о них спрашивают. Выбранная тема может касаться личной "
            "жизни, поэтому темы хранятся как данные ограниченного доступа. В том, что вы пишете свободно, программа "
            "ничего не выискивает и выводов не делает. Копий удостоверения личности мы не просим никогда.",
            en="We do not collect data on race and nationality, political views, religious or philosophical beliefs, "
            "or intimate life: no field asks for them. A topic that you choose may touch on private life, so topics "
            "are kept as restricted data. In what you write freely no program looks for anything or draws conclusions. "
            "We never ask for copies of identity documents.",
        ),
    ),
)

AIMS = Chapter(
    number="5",
    title=Text(kk="Деректер не үшін қажет", ru="Цели обработки", en="What the data are for"),
    clauses=(
        clause(
            "",
            kk="Деректеріңізді біз тек төмендегі мақсаттарға пайдаланамыз. Деректің әр түріне өз мақсаттары "
            "бекітілген; оларды өзге мақсатпен ашу мүмкін емес, ал ондай әрекет журналға түседі. Жаңа мақсат пайда "
            "болса, қайта сұраймыз.",
            ru="Мы используем ваши данные только в этих целях. За каждым видом данных закреплены свои цели: прочитать "
            "их ради другой не получится, а попытка попадёт в журнал. Если появится новая цель, мы спросим вас снова.",
            en="We use your data for these purposes only. Each kind of data has its own: to read it for another fails, "
            "and the attempt enters the journal. Should there be a new purpose, we ask you again.",
            listing="purposes",
        ),
    ),
)
