"""The consents of 94-V art. 8, one a purpose and never bundled: a yes to one says nothing about another."""

from harmonia.policy.terms import Agreement, Text

WITHDRAW = Text(
    kk="Жеке кабинетте «Менің келісімдерім» бетіндегі түймемен («Менің деректерім» бетінде сілтемесі бар) немесе "
    "{email} мекенжайына еркін түрдегі хатпен. Түсіндірме беру міндетті емес.",
    ru="Кнопкой на странице «Мои согласия» в личном кабинете (на неё ведёт ссылка со страницы «Мои данные») или "
    "письмом в свободной форме на {email}. Объяснять причину не нужно.",
    en="By the button on the page “My agreements” in the cabinet, linked from “My data”, or by a letter in free form "
    "to {email}. You need not give a reason.",
)
UNSUBSCRIBE_EMAIL = Text(
    kk="Әр хаттың соңындағы сілтемемен — кірмей-ақ, бір басумен; кабинеттегі ажыратқышпен немесе {email} мекенжайына "
    "хатпен.",
    ru="По ссылке в конце каждого письма, одним нажатием и без входа; переключателем в кабинете или письмом на "
    "{email}.",
    en="By the link at the end of every letter, in one click and without signing in; by the switch in the cabinet, or "
    "by a letter to {email}.",
)
UNSUBSCRIBE_SMS = Text(
    kk="Хабарламадағы сілтемемен, кабинеттегі ажыратқышпен немесе {email} мекенжайына хатпен.",
    ru="По ссылке в сообщении, переключателем в кабинете или письмом на {email}.",
    en="By the link in the message, by the switch in the cabinet, or by a letter to {email}.",
)
WITHDRAW_COOKIES = Text(
    kk="Кез келген беттің төменгі жағындағы «Cookie баптаулары» сілтемесімен: есептегіштер бірден өшіп, олардың cookie "
    "файлдары жойылады.",
    ru="По ссылке «Настройки cookie» внизу любой страницы: счётчики сразу выключаются, а их cookie удаляются.",
    en="By the link “Cookie settings” at the foot of any page: the counters stop at once and their cookies are "
    "removed.",
)

UNTIL_WITHDRAWN_OR_CLOSED = Text(
    kk="Берілген күннен бастап тіркелгі жабылғанға немесе келісім қайтарып алынғанға дейін.",
    ru="Со дня, когда оно дано, до закрытия учётной записи или отзыва.",
    en="From the day it is given until the account is closed or the consent is withdrawn.",
)
UNTIL_UNSUBSCRIBED = Text(
    kk="Берілген күннен бастап бас тартқанға немесе тіркелгі жабылғанға дейін.",
    ru="Со дня, когда оно дано, до отписки или закрытия учётной записи.",
    en="From the day it is given until you unsubscribe or close the account.",
)
UNTIL_COUNTED_OUT = Text(
    kk="Берілген күннен бастап 180 күн немесе келісім қайтарып алынғанға дейін.",
    ru="180 дней со дня, когда оно дано, или до отзыва.",
    en="For 180 days from the day it is given, or until it is withdrawn.",
)

CONSENTS: tuple[Agreement, ...] = (
    Agreement(
        key="service",
        kind="consent",
        required=True,
        at="registration",
        title=Text(
            kk="Қызмет көрсету үшін дербес деректерді жинауға және өңдеуге келісім",
            ru="Согласие на сбор и обработку персональных данных для оказания услуги",
            en="Consent to the collection and processing of personal data for the service",
        ),
        summary=Text(
            kk="Маман тауып, онымен кездесе алуым үшін деректерімді жинауға және өңдеуге келісемін.",
            ru="Я соглашаюсь на сбор и обработку моих данных, чтобы найти специалиста и встретиться с ним.",
            en="I agree that my data are collected and processed so that I can find a specialist and meet them.",
        ),
        term=UNTIL_WITHDRAWN_OR_CLOSED,
        way_to_withdraw=WITHDRAW,
        purposes=(
            "identification",
            "access",
            "contact",
            "checking",
            "account",
            "support",
            "sign_in",
            "service",
            "feedback",
        ),
        categories=(
            "client_name",
            "client_age",
            "client_phone",
            "client_email",
            "client_topics",
            "session_count",
            "client_other",
            "request_text",
            "request_files",
            "dispute_words",
            "appointments",
            "attendance",
            "payments",
            "consent_records",
            "sign_ins",
            "credentials",
            "preferences",
            "notices_sent",
            "messages",
            "questionnaire_answers",
            "session_notes",
            "session_feedback",
        ),
        recipients=("specialist", "payment_provider", "mail_carrier", "sms_carrier", "hosting", "state_bodies"),
        third_parties=True,
    ),
    Agreement(
        key="practice",
        kind="consent",
        required=True,
        at="specialist",
        title=Text(
            kk="Маманның тексеруден өту және жұмыс істеу үшін деректерін жинауға және өңдеуге келісімі",
            ru="Согласие специалиста на сбор и обработку данных для проверки и работы",
            en="A specialist's consent to the collection and processing of data for verification and practice",
        ),
        summary=Text(
            kk="Біліктілігім тексерілуі және клиенттермен жұмыс істей алуым үшін деректерімді өңдеуге келісемін.",
            ru="Я соглашаюсь на обработку моих данных, чтобы подтвердить квалификацию и работать с клиентами.",
            en="I agree that my data are processed to verify my qualification and to work with clients.",
        ),
        term=Text(
            kk="Берілген күннен бастап маман сервистен кеткенге, өтінім қабылданбағанға немесе келісім қайтарып "
            "алынғанға дейін.",
            ru="Со дня, когда оно дано, до ухода специалиста, отказа по заявке или отзыва.",
            en="From the day it is given until the specialist leaves, is declined, or withdraws it.",
        ),
        way_to_withdraw=WITHDRAW,
        purposes=("verification", "service"),
        categories=(
            "specialist_name",
            "specialist_birth_date",
            "specialist_phone",
            "specialist_email",
            "specialist_education",
            "specialist_other",
            "specialist_documents",
            "specialist_profile",
            "specialist_plan",
            "sex",
            "payout_details",
            "appointments",
            "payments",
            "messages",
            "dispute_words",
            "supervision",
        ),
        recipients=(
            "client",
            "specialist",
            "payment_provider",
            "mail_carrier",
            "sms_carrier",
            "hosting",
            "state_bodies",
        ),
        third_parties=True,
    ),
    Agreement(
        key="publication",
        kind="consent",
        required=False,
        at="specialist",
        title=Text(
            kk="Маманның парағын жариялауға келісім",
            ru="Согласие на публикацию страницы специалиста",
            en="Consent to the publication of a specialist's page",
        ),
        summary=Text(
            kk="Парағымды сайттың кез келген келушісі оқи алуына келісемін.",
            ru="Я соглашаюсь, что мою страницу сможет прочитать любой посетитель сайта.",
            en="I agree that any visitor of the site may read my page.",
        ),
        term=Text(
            kk="Берілген күннен бастап маман парағын жасырғанға, сервистен кеткенге немесе келісімді қайтарып алғанға "
            "дейін.",
            ru="Со дня, когда оно дано, пока специалист не скроет страницу, не уйдёт с сервиса или не отзовёт "
            "согласие.",
            en="From the day it is given until the specialist hides the page, leaves, or withdraws the consent.",
        ),
        way_to_withdraw=WITHDRAW,
        purposes=("service",),
        categories=("specialist_name", "specialist_education", "specialist_profile", "sex"),
        recipients=("public", "hosting"),
        third_parties=True,
        published=True,
    ),
    Agreement(
        key="marketing_email",
        kind="consent",
        required=False,
        at="registration",
        title=Text(
            kk="Жаңалықтар мен жарнаманы электрондық поштамен алуға келісім",
            ru="Согласие на новости и рекламу по электронной почте",
            en="Consent to news and advertising by e-mail",
        ),
        summary=Text(
            kk="Сервистің жаңалықтары мен ұсыныстарын поштама жіберулеріңізге келісемін.",
            ru="Я соглашаюсь получать новости и предложения сервиса на почту.",
            en="I agree to receive the service's news and offers by e-mail.",
        ),
        term=UNTIL_UNSUBSCRIBED,
        way_to_withdraw=UNSUBSCRIBE_EMAIL,
        purposes=("advertising", "news", "mailings"),
        categories=("client_name", "client_email", "preferences", "news_interests", "notices_sent"),
        recipients=("mail_carrier", "hosting"),
        third_parties=True,
    ),
    Agreement(
        key="marketing_sms",
        kind="consent",
        required=False,
        at="registration",
        title=Text(
            kk="Жаңалықтар мен жарнаманы SMS арқылы алуға келісім",
            ru="Согласие на новости и рекламу по SMS",
            en="Consent to news and advertising by SMS",
        ),
        summary=Text(
            kk="Сервистің жаңалықтары мен ұсыныстарын телефоныма SMS арқылы жіберулеріңізге келісемін.",
            ru="Я соглашаюсь получать новости и предложения сервиса по SMS.",
            en="I agree to receive the service's news and offers by SMS.",
        ),
        term=UNTIL_UNSUBSCRIBED,
        way_to_withdraw=UNSUBSCRIBE_SMS,
        purposes=("advertising", "news", "mailings"),
        categories=("client_phone", "preferences", "news_interests", "notices_sent"),
        recipients=("sms_carrier", "hosting"),
        third_parties=True,
    ),
    Agreement(
        key="push",
        kind="consent",
        required=False,
        at="cabinet",
        title=Text(
            kk="Құрылғыдағы хабарландыруларға келісім",
            ru="Согласие на уведомления на устройстве",
            en="Consent to notifications on a device",
        ),
        summary=Text(
            kk="Құрылғыма «Сізге хабар бар» деген белгі браузер жасаушысының шетелдегі қызметі арқылы жіберілуіне "
            "келісемін; хабардың өзі бұл жолмен жүрмейді.",
            ru="Я соглашаюсь, что сигнал «Для вас есть сообщение» придёт на моё устройство через службу браузера за "
            "границей; само сообщение этим путём не идёт.",
            en="I agree that a signal, “You have a notice”, comes to my device through the browser maker's service "
            "abroad; the notice itself does not travel that way.",
        ),
        term=UNTIL_WITHDRAWN_OR_CLOSED,
        way_to_withdraw=WITHDRAW,
        purposes=("contact",),
        categories=("push_devices",),
        recipients=("push_service", "hosting"),
        third_parties=True,
        abroad=True,
    ),
    Agreement(
        key="research",
        kind="consent",
        required=False,
        at="cabinet",
        title=Text(
            kk="Сауалнамалар мен зерттеулерге қатысуға келісім",
            ru="Согласие на участие в опросах и исследованиях",
            en="Consent to take part in surveys and research",
        ),
        summary=Text(
            kk="Зерттеуге өз еркіммен қатысуға келісемін; кез келген сатыда шыға аламын.",
            ru="Я соглашаюсь участвовать в исследовании по своей воле и могу выйти на любом этапе.",
            en="I agree to take part in research of my own will and may leave at any stage.",
        ),
        term=Text(
            kk="Берілген күннен бастап зерттеу аяқталғанға немесе одан шыққаныңызға дейін, бірақ бір жылдан аспайды.",
            ru="Со дня, когда оно дано, до окончания исследования или вашего выхода из него, но не дольше года.",
            en="From the day it is given until the study ends or you leave it, and no longer than a year.",
        ),
        way_to_withdraw=WITHDRAW,
        purposes=("research",),
        categories=("client_age", "client_topics", "session_count", "client_email", "survey_answers"),
        recipients=("hosting",),
        term_days=365,
    ),
    Agreement(
        key="analytics_google",
        kind="consent",
        required=False,
        at="cookies",
        title=Text(
            kk="Google Analytics есептегішінің cookie файлдарына келісім",
            ru="Согласие на cookie счётчика Google Analytics",
            en="Consent to the cookies of the counter Google Analytics",
        ),
        summary=Text(
            kk="Google Analytics келуімді санауына келісемін; деректер шетелге, АҚШ-қа беріледі.",
            ru="Я соглашаюсь, что Google Analytics посчитает моё посещение; данные уходят за границу, в США.",
            en="I agree that Google Analytics counts my visit; the data go abroad, to the United States.",
        ),
        term=UNTIL_COUNTED_OUT,
        way_to_withdraw=WITHDRAW_COOKIES,
        purposes=("open_statistics",),
        categories=("visitor_statistics",),
        recipients=("google",),
        third_parties=True,
        abroad=True,
        term_days=180,
    ),
    Agreement(
        key="analytics_yandex",
        kind="consent",
        required=False,
        at="cookies",
        title=Text(
            kk="Яндекс.Метрика есептегішінің cookie файлдарына келісім",
            ru="Согласие на cookie счётчика Яндекс.Метрика",
            en="Consent to the cookies of the counter Yandex.Metrica",
        ),
        summary=Text(
            kk="Яндекс.Метрика келуімді санауына келісемін; деректер шетелге, Ресейге беріледі.",
            ru="Я соглашаюсь, что Яндекс.Метрика посчитает моё посещение; данные уходят за границу, в Россию.",
            en="I agree that Yandex.Metrica counts my visit; the data go abroad, to Russia.",
        ),
        term=UNTIL_COUNTED_OUT,
        way_to_withdraw=WITHDRAW_COOKIES,
        purposes=("open_statistics",),
        categories=("visitor_statistics",),
        recipients=("yandex",),
        third_parties=True,
        abroad=True,
        term_days=180,
    ),
)
