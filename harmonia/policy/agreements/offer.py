"""The public offer: a client's contract with the Company (clauses 1, 5.1, 5.10). Its numbers are `booking_terms`."""

from harmonia.policy.terms import Chapter, Text, clause

OFFER: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Бұл қандай шарт", ru="Что это за договор", en="What this contract is"),
        clauses=(
            clause(
                "1.1",
                kk="{company} (БСН {bin}, мекенжайы: {address}), бұдан әрі — Компания, 18 жасқа толған кез келген "
                "адамға {domain} сервисін осы талаптармен пайдалануды ұсынады. Бұл — жария оферта, талаптары баршаға "
                "бірдей.",
                ru="{company} (БИН {bin}, адрес: {address}), далее — Компания, предлагает каждому, кому исполнилось 18 "
                "лет, пользоваться сервисом {domain} на этих условиях. Это публичная оферта: условия одинаковы для "
                "всех.",
                en="{company} (BIN {bin}, address: {address}), the Company, offers everyone of 18 or older the use of "
                "the service {domain} on these terms. It is a public offer: the terms are the same for all.",
            ),
            clause(
                "1.2",
                kk="Тіркелу кезінде офертаға бөлек белгі қойғаныңызда шарт жасалды деп есептеледі. Мәтінді, оның "
                "нұсқасын, қабылдаған уақытыңызды және әрекетіңізді сақтаймыз; оларды кабинетте кез келген уақытта "
                "ашып көре аласыз.",
                ru="Договор заключён, когда при регистрации вы отдельной отметкой приняли оферту. Мы храним текст, его "
                "редакцию, время и само действие; вы в любой момент увидите их в кабинете.",
                en="The contract is concluded when on registering you accept the offer by a tick of its own. We keep "
                "the text, its edition, the time and the act; you find them in the cabinet at any moment.",
            ),
            clause(
                "1.3",
                kk="Дербес деректерге келісім — бұл шарттың бөлігі емес: ол бөлек сұралады және бөлек қайтарылып "
                "алынады.",
                ru="Согласие на обработку персональных данных в этот договор не входит: его спрашивают и отзывают "
                "отдельно.",
                en="Consent to the processing of personal data is no part of this contract: it is asked and withdrawn "
                "separately.",
            ),
        ),
    ),
    Chapter(
        number="2",
        title=Text(kk="Қызмет", ru="Услуга", en="The service"),
        clauses=(
            clause(
                "2.1",
                kk="Сервис маманды таңдауға, уақыт белгілеуге, төлеуге және сессияны бейне, дыбыс немесе мәтін арқылы "
                "өткізуге мүмкіндік береді. Маманды өзіңіз таңдайсыз және кез келген уақытта ауыстыра аласыз.",
                ru="Сервис помогает выбрать специалиста, назначить время, оплатить и провести сессию по видео, голосом "
                "или текстом. Специалиста выбираете вы и можете сменить в любое время.",
                en="The service lets you choose a specialist, book a time, pay, and hold the session by video, voice "
                "or text. It is you who choose the specialist, and you may change to another at any time.",
            ),
            clause(
                "2.2",
                kk="Психологиялық көмек медициналық көмекті алмастырмайды: маман диагноз қоймайды, дәрі "
                "тағайындамайды, нәтижеге уәде бермейді. Дәрігер керек болса, маман соны айтып, бағыт береді.",
                ru="Психологическая помощь не заменяет медицинскую: специалист не ставит диагнозов, не назначает "
                "лекарств и не обещает результата. Если нужен врач, он скажет об этом и подскажет, к кому обратиться.",
                en="Psychological help does not replace medical help: a specialist makes no diagnoses, prescribes no "
                "medicines and promises no results. Where a doctor is needed, they say so and tell you whom to see.",
            ),
            clause(
                "2.3",
                kk="Сервисте тек тексерілген, білімі мен біліктілігі расталған, психологтардың мемлекеттік "
                "тізіліміндегі мамандар жұмыс істейді. Бұл мәліметтер маманның парағында көрсетілген.",
                ru="На сервисе работают только проверенные специалисты с подтверждённым образованием и квалификацией, "
                "внесённые в государственный реестр психологов. Эти сведения стоят на странице специалиста.",
                en="Only verified specialists work on the service, with education and qualification confirmed and an "
                "entry in the state register of psychologists. The specialist's page shows them.",
            ),
            clause(
                "2.4",
                kk="Алғашқы сессияға дейін маман мақсаттар мен әдістерді, құқықтарыңызды түсіндіреді, ал сіз жазбаша "
                "ақпараттандырылған келісім бересіз. Жұмысты кез келген сатыда тоқтата аласыз.",
                ru="До первой сессии специалист объяснит цели, методы и ваши права, а вы дадите письменное "
                "информированное согласие. Прекратить работу можно на любом этапе.",
                en="Before the first session the specialist explains the aims, the methods and your rights, and you "
                "give written informed consent. You may stop the work at any stage.",
            ),
            clause(
                "2.5",
                kk="Сервис шұғыл көмек көрсетпейді. Өмірге қауіп төнсе, мына нөмірлерге қоңырау шалыңыз: {lines}.",
                ru="Сервис не оказывает экстренной помощи. Если жизни угрожает опасность, звоните: {lines}.",
                en="The service gives no emergency help. When a life is in danger, call: {lines}.",
            ),
        ),
    ),
    Chapter(
        number="3",
        title=Text(kk="Баға және төлем", ru="Цена и оплата", en="Price and payment"),
        clauses=(
            clause(
                "3.1",
                kk="Сессияның бағасы теңгемен, төлемге дейін толық көрсетіледі. Төлегеннен кейін баға өзгермейді.",
                ru="Цена сессии указана в тенге и полностью видна до оплаты. После оплаты она не меняется.",
                en="The price of a session is in tenge and shown in full before you pay. Once paid it does not change.",
            ),
            clause(
                "3.2",
                kk="Таңдаған уақыт төлем жасағанша {hold_minutes} минут сізге сақталады. Кешіккен төлем толық "
                "қайтарылады.",
                ru="Выбранное время держится за вами {hold_minutes} мин, пока вы платите. Если оплата опоздала, деньги "
                "вернутся полностью.",
                en="The time that you chose is held for you for {hold_minutes} minutes while you pay. A payment that "
                "comes too late is returned in full.",
            ),
            clause(
                "3.3",
                kk="Төлемді төлем ұйымы қабылдайды; карта деректері бізге түспейді. Әр төлемге бір автоматты растау "
                "келеді.",
                ru="Оплату принимает платёжная организация; данные карты к нам не попадают. На каждый платёж приходит "
                "одно автоматическое подтверждение.",
                en="A payment provider takes the payment; card data never reach us. Each payment has one automatic "
                "confirmation.",
            ),
        ),
    ),
    Chapter(
        number="4",
        title=Text(kk="Бас тарту, ауыстыру, ақша қайтару", ru="Отмена, перенос и возврат", en="Cancelling and refunds"),
        clauses=(
            clause(
                "4.1",
                kk="Сессиядан бас тартсаңыз, бағаның мына бөлігін қайтарамыз:",
                ru="Если вы отменяете сессию, мы возвращаем часть цены:",
                en="If you cancel a session, we return this part of the price:",
                listing="refunds",
            ),
            clause(
                "4.2",
                kk="Сессия маманның немесе сервистің кінәсінен өтпесе не маман уақытты ауыстырып, ол сізге сай "
                "келмесе, ақша толық қайтарылады.",
                ru="Если сессия не состоялась по вине специалиста или сервиса либо специалист перенёс её, а новое "
                "время вам не подходит, деньги возвращаются полностью.",
                en="Where a session fails through the specialist or the service, or the specialist moves it to a time "
                "that does not suit you, the money is returned in full.",
            ),
            clause(
                "4.3",
                kk="Сессияны басталуына кемінде {move_notice_hours} сағат қалғанда тегін ауыстыруға болады, бірақ "
                "{most_moves} реттен асырмай.",
                ru="Перенести сессию можно бесплатно, если до неё не меньше {move_notice_hours} ч; одну сессию — не "
                "больше {most_moves} раз.",
                en="You may move a session free of charge with at least {move_notice_hours} hours to go, and no more "
                "than {most_moves} times.",
            ),
        ),
    ),
    Chapter(
        number="5",
        title=Text(kk="Құқықтар мен міндеттер", ru="Права и обязанности", en="Rights and duties"),
        clauses=(
            clause(
                "5.1",
                kk="Компания сервистің жұмысын қамтамасыз етеді, мамандарды тексереді, деректеріңізді саясатқа сай "
                "қорғайды және шағымға {clock_complaint} ішінде жазбаша жауап береді.",
                ru="Компания поддерживает работу сервиса, проверяет специалистов, бережёт ваши данные по Политике и "
                "письменно отвечает на претензии в течение {clock_complaint}.",
                en="The Company keeps the service running, verifies specialists, guards your data by the policy, and "
                "answers complaints in writing within {clock_complaint}.",
            ),
            clause(
                "5.2",
                kk="Сіз өзіңіз туралы қажет мәліметті бересіз, тіркелгіні басқаға бермейсіз, маман мен өзге адамдарды "
                "құрметтейсіз, сессияны екіншінің келісімінсіз жазып алмайсыз.",
                ru="Вы сообщаете о себе необходимое, не передаёте учётную запись другим, уважаете специалиста и других "
                "людей и не записываете сессию без согласия собеседника.",
                en="You give the information that is needed, lend your account to nobody, respect the specialist and "
                "others, and do not record a session without the other's consent.",
            ),
            clause(
                "5.3",
                kk="Тұтынушының заңда берілген құқықтарын бұл шарт шектемейді.",
                ru="Прав, которые даёт потребителю закон, этот договор не ограничивает.",
                en="This contract takes nothing from the rights that the law gives a consumer.",
            ),
        ),
    ),
    Chapter(
        number="6",
        title=Text(kk="Мерзімі, өзгеруі, даулар", ru="Срок, изменения, споры", en="Term, changes, disputes"),
        clauses=(
            clause(
                "6.1",
                kk="Шарт қабылданған сәттен бастап тіркелгі жабылғанға дейін қолданылады. Тіркелгіні кабинетте өзіңіз "
                "жабасыз; төленіп, өтпеген сессиялардың ақшасы 4-бөлім бойынша қайтарылады.",
                ru="Договор действует с принятия до закрытия учётной записи. Закрыть её можно самому в кабинете; за "
                "оплаченные и не проведённые сессии деньги возвращаются по разделу 4.",
                en="The contract runs from acceptance until the account is closed. You close it yourself in the "
                "cabinet; for sessions paid and not held the money is returned under section 4.",
            ),
            clause(
                "6.2",
                kk="Жаңа редакция сізге оны қабылдағаннан кейін ғана қолданылады; бұрын төленген сессия ескі "
                "талаптармен өтеді.",
                ru="Новая редакция действует для вас, только когда вы её приняли; уже оплаченные сессии проходят на "
                "прежних условиях.",
                en="A new edition binds you only once you have accepted it; sessions already paid are held on the old "
                "terms.",
            ),
            clause(
                "6.3",
                kk="Дауды келіссөзбен шешеміз: {email}. Келісе алмасақ, оны Қазақстан Республикасының заңы бойынша сот "
                "қарайды; тұтынушы ретінде тұрғылықты жеріңіздегі сотты таңдай аласыз.",
                ru="Споры решаем переговорами: {email}. Не договоримся — спор рассмотрит суд по праву Республики "
                "Казахстан; как потребитель вы вправе выбрать суд по месту своего жительства.",
                en="Disputes are settled by talking: {email}. Failing that, a court decides under the law of the "
                "Republic of Kazakhstan; as a consumer you may choose the court of your place of residence.",
            ),
        ),
    ),
)
