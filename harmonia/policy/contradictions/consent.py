"""Disagreements about consent: how it is given, how long it lasts, how it ends."""

from harmonia.policy.terms import Contradiction, Text

ABOUT_CONSENT: tuple[Contradiction, ...] = (
    Contradiction(
        key="no_time_limit",
        clause="6.1, 6.8",
        policy_says=Text(
            kk="Деректер мерзімсіз өңделеді, келісім белгісіз мерзімге беріледі.",
            ru="Данные обрабатываются без ограничения срока, согласие действует неопределённый срок.",
            en="Data are processed without limit of time, and consent lasts indefinitely.",
        ),
        law_says=Text(
            kk="Саясаттың 6.9-тармағы да, заң да сақтауды мақсатпен шектейді; келісімнің мерзімі мақсаттан аспайды.",
            ru="И пункт 6.9 самой Политики, и закон ограничивают хранение целью; срок согласия не может превышать "
            "цели.",
            en="Clause 6.9 of the policy itself and the law limit keeping to the purpose; consent may not outlast it.",
        ),
        source="94-V art. 8(5), 12(2), 18",
        reading=Text(
            kk="Әр дерек түрі мен әр келісімнің өз мерзімі бар.",
            ru="У каждого вида данных и у каждого согласия свой срок.",
            en="Each kind of data and each consent has a term.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="use_is_consent",
        clause="2.1, 6.4",
        policy_says=Text(
            kk="Сервисті пайдалану саясатпен келісуді білдіреді.",
            ru="Использование сервиса означает согласие с Политикой.",
            en="Using the service means consent to the policy.",
        ),
        law_says=Text(
            kk="Келісім дәлелденуі және белгіленген мәліметтердің бәрін қамтуы тиіс.",
            ru="Согласие должно быть доказуемым и содержать все установленные сведения.",
            en="Consent must be provable and contain all the items that the law lists.",
        ),
        source="94-V art. 8(1), 8(4), 25(2)(5)",
        reading=Text(
            kk="Келісім әр мақсатқа бөлек сұралады және жазылып алынады.",
            ru="Согласие спрашивается на каждую цель отдельно и записывается.",
            en="Consent is asked for each purpose apart and recorded.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="browser_settings",
        clause="9.4, 9.5",
        policy_says=Text(
            kk="Cookie керек болмаса, браузеріңізді баптаңыз.",
            ru="Если не нужны cookie, настройте браузер.",
            en="Those who want no cookies set up their browser.",
        ),
        law_says=Text(
            kk="Google Analytics пен Яндекс.Метрика — деректерді шетелге беру; ол келісімді қажет етеді.",
            ru="Google Analytics и Яндекс.Метрика — это передача данных за границу, на неё нужно согласие.",
            en="Google Analytics and Yandex.Metrica are a transfer abroad, which needs consent.",
        ),
        source="94-V art. 16",
        reading=Text(
            kk="Келісімге дейін есептегіштерге бірде-бір сұрау жіберілмейді.",
            ru="До согласия к счётчикам не уходит ни одного запроса.",
            en="Before a consent not one request goes to the counters.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="changes_without_consent",
        clause="12.1",
        policy_says=Text(
            kk="Саясат пайдаланушының келісімінсіз өзгертіледі.",
            ru="Политика меняется без согласия пользователя.",
            en="The policy is changed without the user's consent.",
        ),
        law_says=Text(
            kk="Мақсаттар алдын ала белгіленеді, деректер олардан тыс пайдаланылмайды.",
            ru="Цели определяются заранее, и сверх них данные не используются.",
            en="Purposes are set in advance, and data are not used beyond them.",
        ),
        source="94-V art. 7(8), 14",
        reading=Text(
            kk="Жаңа мақсат, дерек немесе алушы жаңа келісімді қажет етеді; мәтіннің қалған өзгерісі — жариялаудан "
            "бастап.",
            ru="Новая цель, данные или получатель требуют нового согласия; остальное действует с публикации.",
            en="A new purpose, kind of data or recipient needs a new consent; the rest holds from publication.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="withdrawal_by_letter_only",
        clause="6.6",
        policy_says=Text(
            kk="Келісім тек электрондық хатпен қайтарылады.",
            ru="Согласие отзывается только письмом на электронную почту.",
            en="Consent is withdrawn by e-mail only.",
        ),
        law_says=Text(
            kk="Субъект келісімді кез келген уақытта қайтарып ала алады.",
            ru="Субъект вправе отозвать согласие в любое время.",
            en="The subject may withdraw consent at any time.",
        ),
        source="94-V art. 8(1), 8(2), 24(1)",
        reading=Text(
            kk="Кабинетте сол үшін түйме бар; хат та қабылданады.",
            ru="В кабинете для этого есть кнопка; письмо тоже принимается.",
            en="The cabinet has a button for it; a letter does as well.",
        ),
        reviewed=True,
    ),
    Contradiction(
        key="pseudonym_in_consent",
        clause="4.1.1",
        policy_says=Text(
            kk="Шын аты-жөнінің орнына лақап ат айтуға болады.",
            ru="Вместо имени можно назвать псевдоним.",
            en="A pseudonym may be given for a name.",
        ),
        law_says=Text(
            kk="Келісімде субъектінің аты-жөні көрсетіледі.",
            ru="В согласии указывается имя субъекта.",
            en="The consent names the subject.",
        ),
        source="94-V art. 8(4)(2)",
        reading=Text(
            kk="Тіркелгі лақап атты көрсетеді; келісімге адам қаласа, шын аты-жөнін жазады.",
            ru="В учётной записи стоит псевдоним; в согласии человек может указать имя, если хочет.",
            en="The account shows the pseudonym; the consent carries the name if the person wishes.",
        ),
        reviewed=False,
    ),
    Contradiction(
        key="consent_to_anonymised",
        clause="6.13",
        policy_says=Text(
            kk="Пайдаланушы деректерін жариялауға саясатты қабылдау арқылы келіседі.",
            ru="Принимая Политику, пользователь соглашается на обнародование обезличенных данных.",
            en="By the policy the user consents to the publication of anonymised data.",
        ),
        law_says=Text(
            kk="Статистика мен зерттеуге тек тиесілілігін анықтау мүмкін емес дерек қолданылады; бүркемелеу — "
            "иесіздендіру емес.",
            ru="В статистике и исследованиях годятся только данные, чью принадлежность нельзя определить; маскировка — "
            "не обезличивание.",
            en="Statistics and research take only data whose subject can't be told; masking is not anonymisation.",
        ),
        source="94-V art. 1(7), 17(1)",
        reading=Text(
            kk="Тек шуыл қосылған жиынтық сандар жарияланады; әркім есепке қатысудан бас тарта алады.",
            ru="Публикуются только сводные числа со случайной добавкой; каждый может отказаться от участия в подсчёте.",
            en="Only totals with noise are published; anyone may refuse to be counted.",
        ),
        reviewed=True,
    ),
)
