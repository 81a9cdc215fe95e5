"""What is accepted rather than consented to: the offer, confidentiality, informed consent, the warning of staff."""

from harmonia.policy.agreements.confidentiality import CONFIDENTIALITY
from harmonia.policy.agreements.informed_consent import INFORMED_CONSENT
from harmonia.policy.agreements.offer import OFFER
from harmonia.policy.agreements.staff_warning import STAFF_WARNING
from harmonia.policy.agreements.third_person import GUEST_RULES, THIRD_PERSON
from harmonia.policy.terms import Agreement, Text

ACCEPTANCES: tuple[Agreement, ...] = (
    Agreement(
        key="offer",
        kind="acceptance",
        required=True,
        at="registration",
        title=Text(kk="Жария оферта", ru="Публичная оферта", en="The public offer"),
        summary=Text(
            kk="Мен 18 жасқа толдым және жария офертаның талаптарын қабылдаймын.",
            ru="Мне исполнилось 18 лет, и я принимаю условия публичной оферты.",
            en="I am 18 or older and accept the terms of the public offer.",
        ),
        term=Text(
            kk="Қабылданған сәттен бастап тіркелгі жабылып, өзара міндеттемелер орындалғанға дейін.",
            ru="С принятия до закрытия учётной записи и исполнения взаимных обязательств.",
            en="From acceptance until the account is closed and mutual obligations are met.",
        ),
        way_to_withdraw=Text(
            kk="Кабинетте тіркелгіні жабу арқылы; төленген, бірақ өтпеген сессиялар қайтару ережесі бойынша өтеледі.",
            ru="Закрыв учётную запись в кабинете; оплаченные и не состоявшиеся сессии возмещаются по правилам "
            "возврата.",
            en="By closing the account in the cabinet; sessions paid and not held are refunded by the rules of "
            "refunds.",
        ),
        chapters=OFFER,
    ),
    Agreement(
        key="confidentiality",
        kind="acceptance",
        required=True,
        at="registration",
        title=Text(kk="Құпиялылық міндеттері", ru="Обязанности по конфиденциальности", en="Duties of confidentiality"),
        summary=Text(
            kk="Сервисте білген өзгенің мәліметтерін жарияламауға міндеттенемін.",
            ru="Я обязуюсь не разглашать чужие сведения, которые узнаю на сервисе.",
            en="I undertake not to disclose what I learn about others on the service.",
        ),
        term=Text(
            kk="Қабылданған сәттен бастап, тіркелгі жабылғаннан кейін де.",
            ru="С принятия и после закрытия учётной записи.",
            en="From acceptance, and after the account is closed.",
        ),
        way_to_withdraw=Text(
            kk="Бұл міндеттерсіз сервисті пайдалану мүмкін емес; тіркелгіні кез келген уақытта жаба аласыз.",
            ru="Без этих обязанностей пользоваться сервисом нельзя; учётную запись можно закрыть в любое время.",
            en="The service can't be used without these duties; you may close the account at any time.",
        ),
        chapters=CONFIDENTIALITY,
    ),
    Agreement(
        key="informed_consent",
        kind="acceptance",
        required=True,
        at="first_session",
        title=Text(
            kk="Психологиялық көмек алуға жазбаша ақпараттандырылған келісім",
            ru="Письменное информированное согласие на психологическую помощь",
            en="Written informed consent to psychological help",
        ),
        summary=Text(
            kk="Жұмыстың мақсаттары, әдістері және құқықтарым маған түсіндірілді; жұмысты бастауға келісемін.",
            ru="Мне объяснили цели, методы и мои права; я соглашаюсь начать работу.",
            en="The aims, the methods and my rights were explained to me; I agree to begin the work.",
        ),
        term=Text(
            kk="Берілген күннен бастап осы маманмен жұмыс аяқталғанға немесе келісім қайтарып алынғанға дейін.",
            ru="Со дня, когда оно дано, до окончания работы с этим специалистом или отзыва.",
            en="From the day it is given until the work with this specialist ends or it is withdrawn.",
        ),
        way_to_withdraw=Text(
            kk="Кез келген сәтте: сессияда айтып, кабинеттің «Менің келісімдерім» бетіндегі түймемен немесе {email} "
            "мекенжайына хатпен.",
            ru="В любой момент: словами на сессии, кнопкой на странице «Мои согласия» в кабинете или письмом на "
            "{email}.",
            en="At any moment: by saying so in the session, by the button on the page “My agreements” in the cabinet, "
            "or by a letter to {email}.",
        ),
        chapters=INFORMED_CONSENT,
    ),
    Agreement(
        key="staff_warning",
        kind="acceptance",
        required=True,
        at="staff",
        title=Text(
            kk="Қызметкерді жауапкершілік туралы ескерту",
            ru="Предупреждение сотрудника об ответственности",
            en="Warning of staff of their liability",
        ),
        summary=Text(
            kk="Дербес деректерді жария еткенім үшін жауапкершілік туралы маған ескертілді.",
            ru="Я предупреждён об ответственности за разглашение персональных данных.",
            en="I have been warned of the liability for disclosing personal data.",
        ),
        term=Text(
            kk="Қол қойылған күннен бастап, шарт аяқталғаннан кейін де; жыл сайын жаңартылады.",
            ru="Со дня подписания и после окончания договора; подтверждается каждый год.",
            en="From the day of signing, and after the contract ends; confirmed every year.",
        ),
        way_to_withdraw=Text(
            kk="Қайтарып алынбайды: онсыз деректерге рұқсат берілмейді.",
            ru="Не отзывается: без него доступ к данным не даётся.",
            en="It is not withdrawn: without it no access to data is given.",
        ),
        chapters=STAFF_WARNING,
        term_days=365,
    ),
    Agreement(
        key="third_person",
        kind="acceptance",
        required=False,
        at="guest",
        title=Text(
            kk="Сессияға үшінші адамның қатысуына келісім",
            ru="Согласие на присутствие третьего человека на сессии",
            en="Consent to a third person in the session",
        ),
        summary=Text(
            kk="Осы бір сессияға екеуміз келіскен қонақтың қатысуына келісемін.",
            ru="Я соглашаюсь, чтобы на этой сессии был гость, о котором мы условились.",
            en="I agree that the guest on whom we have settled is present in this one session.",
        ),
        term=Text(
            kk="Берілген сәттен бастап сессия бөлмесі жабылғанға немесе келісім қайтарып алынғанға дейін.",
            ru="С момента, когда оно дано, до закрытия комнаты сессии или отзыва.",
            en="From the moment it is given until the room of the session closes or it is withdrawn.",
        ),
        way_to_withdraw=Text(
            kk="Кез келген сәтте: бөлмедегі «Қонақ» бетіндегі түймемен; қонақ бірден шығарылады.",
            ru="В любой момент кнопкой на странице «Гость» в комнате: гость сразу выйдет.",
            en="At any moment by the button on the page “A guest” of the room: the guest is put out at once.",
        ),
        chapters=THIRD_PERSON,
    ),
    Agreement(
        key="guest_rules",
        kind="acceptance",
        required=True,
        at="guest",
        title=Text(kk="Қонаққа арналған ереже", ru="Правила для гостя", en="The rules for a guest"),
        summary=Text(
            kk="Сессияда естігенімді ешкімге айтпауға және ештеңе жазып алмауға міндеттенемін.",
            ru="Я обязуюсь никому не рассказывать, что услышу на сессии, и ничего не записывать.",
            en="I undertake to tell nobody what I hear in the session and to record nothing.",
        ),
        term=Text(
            kk="Қабылданған сәттен бастап, сессиядан кейін де.",
            ru="С принятия и после сессии.",
            en="From acceptance, and after the session.",
        ),
        way_to_withdraw=Text(
            kk="Қайтарып алынбайды: бұл міндеттерсіз сессияға кіруге болмайды.",
            ru="Не отзывается: без этих обязанностей войти на сессию нельзя.",
            en="It is not withdrawn: without these duties one can't come into the session.",
        ),
        chapters=GUEST_RULES,
    ),
)
