"""What a person says when he registers (4.1), and what is counted about a visitor (4.3)."""

from harmonia.policy.terms import Category, Text

ALWAYS = ("rights", "legal_duty")  # the subject may ask for, and the law may protect, anything that is held
PERSON = ("access", "account", "contact", "identification", "service", "support", *ALWAYS)

ACCOUNT_CATEGORIES: tuple[Category, ...] = (
    Category(
        key="client_name",
        clause="4.1.1",
        title=Text(kk="аты-жөні немесе лақап аты", ru="фамилия, имя или псевдоним", en="name or pseudonym"),
        explanation=Text(
            kk="сізді қалай атағанымызды қаласаңыз, солай жазасыз; шын есіміңізді айту міндетті емес",
            ru="так, как вы хотите, чтобы вас называли; настоящее имя называть не обязательно",
            en="as you wish to be called; you need not give your real name",
        ),
        subjects=("client", "specialist", "staff"),
        purposes=(*PERSON, "verification", "security", "mailings", "news", "feedback"),
        retention="account",
        recipients=("specialist", "hosting", "state_bodies"),
        key_class="identity",
        required=True,
    ),
    Category(
        key="client_age",
        clause="4.1.2",
        title=Text(kk="жасы", ru="возраст", en="age"),
        explanation=Text(
            kk="сервис 18 жасқа толғандарға арналған; маман да жасты ескеріп жұмыс істейді",
            ru="сервис открыт с 18 лет, и специалисту важно знать возраст",
            en="the service is open from the age of 18, and the specialist needs to know the age",
        ),
        subjects=("client",),
        purposes=("account", "access", "service", "checking", "research", "reporting", "open_statistics", *ALWAYS),
        retention="account",
        recipients=("specialist", "hosting", "state_bodies"),
        key_class="identity",
        required=True,
    ),
    Category(
        key="client_phone",
        clause="4.1.3",
        title=Text(kk="байланыс телефоны", ru="контактный телефон", en="contact phone"),
        explanation=Text(
            kk="код пен кездесу туралы еске салу үшін; маманға көрсетілмейді",
            ru="для кода и напоминаний о встрече; специалист его не видит",
            en="for codes and reminders of appointments; the specialist does not see it",
        ),
        subjects=("client", "specialist", "staff"),
        purposes=(*PERSON, "checking", "sign_in", "verification", "advertising", "mailings", "news", "security"),
        retention="account",
        recipients=("sms_carrier", "hosting", "state_bodies"),
        key_class="identity",
        blind_index=True,
        required=True,
    ),
    Category(
        key="client_email",
        clause="4.1.4",
        title=Text(kk="электрондық пошта мекенжайы", ru="адрес электронной почты", en="e-mail address"),
        explanation=Text(
            kk="кіру, растау және хабарламалар үшін; маманға көрсетілмейді",
            ru="для входа, подтверждений и уведомлений; специалист его не видит",
            en="for signing in, confirmations and notices; the specialist does not see it",
        ),
        subjects=("client", "specialist", "staff"),
        purposes=(
            *PERSON,
            "checking",
            "sign_in",
            "verification",
            "advertising",
            "mailings",
            "news",
            "feedback",
            "research",
            "security",
        ),
        retention="account",
        recipients=("mail_carrier", "hosting", "state_bodies"),
        key_class="identity",
        blind_index=True,
        required=True,
    ),
    Category(
        key="client_topics",
        clause="4.1.5",
        title=Text(
            kk="сізді мазалайтын тақырыптар", ru="темы, которые вас беспокоят", en="the topics that trouble you"
        ),
        explanation=Text(
            kk="тізімнен таңдайсыз; шифрланып сақталады, тек сіз бен маманыңыз көреді, жарнамаға қолданылмайды",
            ru="вы выбираете их из списка; они хранятся в зашифрованном виде, их видите только вы и ваш специалист, "
            "для рекламы они не используются",
            en="you choose them from a list; they are kept encrypted, only you and your specialist see them, and they "
            "are never used for advertising",
        ),
        subjects=("client",),
        purposes=("access", "service", "research", "open_statistics", *ALWAYS),
        retention="account",
        recipients=("specialist", "hosting", "state_bodies"),
        key_class="case",
        restricted=True,
    ),
    Category(
        key="session_count",
        clause="4.1.6",
        title=Text(
            kk="өткен бейнесессиялар саны", ru="сколько видеосессий проведено", en="the number of video sessions held"
        ),
        explanation=Text(
            kk="тек өткен кездесулер саналады; болмаған немесе ауыстырылған кездесу есепке кірмейді",
            ru="считаются только состоявшиеся встречи; перенос и неявка в счёт не идут",
            en="only sessions that took place are counted; one moved or missed is not",
        ),
        subjects=("client", "specialist"),
        purposes=("access", "service", "support", "research", "reporting", "open_statistics", *ALWAYS),
        retention="appointments",
        recipients=("specialist", "hosting", "state_bodies"),
        key_class=None,
        clear_because="A number without a name, counted from the appointments themselves.",
    ),
    Category(
        key="client_other",
        clause="4.1.7",
        title=Text(
            kk="қызмет үшін өзіңіз айтқан өзге мәліметтер",
            ru="другое, что вы сообщили ради услуги",
            en="other things that you told us for the sake of the service",
        ),
        explanation=Text(
            kk="мысалы, маман туралы тілегіңіз; айту-айтпау өз еркіңізде",
            ru="например, пожелания к специалисту; рассказывать или нет, решаете вы",
            en="for example, wishes about the specialist; to tell or not is up to you",
        ),
        subjects=("client",),
        purposes=("access", "service", "support", *ALWAYS),
        retention="account",
        recipients=("specialist", "hosting", "state_bodies"),
        key_class="case",
        restricted=True,
        free_text=True,
    ),
    Category(
        key="visitor_statistics",
        clause="4.3",
        title=Text(kk="сайтқа келу статистикасы", ru="статистика посещений", en="statistics of visits"),
        explanation=Text(
            kk="қай беттер ашылғаны; бөгде есептегіштер тек келісімнен кейін және кабинеттен тыс жерде қосылады",
            ru="какие страницы открывали; сторонние счётчики включаются только после согласия и только вне кабинета",
            en="which pages were opened; third-party counters start only after consent, and never inside the cabinet",
        ),
        subjects=("visitor",),
        purposes=("open_statistics", *ALWAYS),
        retention="visits",
        recipients=("google", "yandex"),
        key_class=None,
        clear_because="It is not held here: the counters hold it, and only after a consent.",
    ),
)
