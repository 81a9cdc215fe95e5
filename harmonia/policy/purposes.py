"""What personal data may be used for: clause 5 of the policy, and nothing beyond it (94-V art. 7(8), 14).

Marketing is agreed to by channel: `agreement` names the one for e-mail, `agreements.agreements_serving` names them all.
"""

from harmonia.policy.terms import Purpose, Text

IDENTIFICATION = "identification"
ACCESS = "access"
CONTACT = "contact"
CHECKING = "checking"
ACCOUNT = "account"
SUPPORT = "support"
ADVERTISING = "advertising"
SIGN_IN = "sign_in"
RESEARCH = "research"
SERVICE = "service"
VERIFICATION = "verification"
NEWS = "news"
FEEDBACK = "feedback"
REPORTING = "reporting"
OPEN_STATISTICS = "open_statistics"
MAILINGS = "mailings"
LEGAL_DUTY = "legal_duty"
RIGHTS = "rights"
SECURITY = "security"

PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in (
        Purpose(
            key=IDENTIFICATION,
            clause="5.1",
            title=Text(
                kk="Сізді тану және шарт жасасу",
                ru="Узнать вас и заключить договор",
                en="To know who you are and conclude the contract",
            ),
            explanation=Text(
                kk="тіркелген адамды басқалардан ажырату, онымен жария шарт жасасу және қызмет көрсету үшін",
                ru="чтобы отличить зарегистрированного человека от других, заключить с ним публичный договор и оказать "
                "услугу",
                en="to tell a registered person from others, conclude the public contract and provide the service",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=ACCESS,
            clause="5.2",
            title=Text(
                kk="Жеке беттеріңізді көрсету", ru="Показать ваши личные страницы", en="To show your personal pages"
            ),
            explanation=Text(
                kk="жеке кабинетте тек өзіңізге тиесілі кездесулерді, хаттар мен құжаттарды ашу үшін",
                ru="чтобы в личном кабинете вы видели свои встречи, сообщения и документы, и только свои",
                en="so that in your cabinet you see your appointments, messages and documents, and only yours",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=CONTACT,
            clause="5.3",
            title=Text(kk="Сізбен байланысу", ru="Связаться с вами", en="To reach you"),
            explanation=Text(
                kk="қызметке қатысты хабарламалар мен сұрақтар жіберу, өтінімдеріңізді қабылдау үшін",
                ru="чтобы отправлять уведомления и вопросы о ваших встречах и принимать ваши заявки",
                en="to send notices and questions about your appointments and to take your requests",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=CHECKING,
            clause="5.4",
            title=Text(
                kk="Деректердің дұрыс әрі толық екенін растау",
                ru="Подтвердить, что данные верны и полны",
                en="To confirm that the data are correct and complete",
            ),
            explanation=Text(
                kk="пошта мен телефонның шынымен сіздікі екенін бір реттік кодпен тексеру үшін",
                ru="чтобы одноразовым кодом убедиться, что почта и телефон действительно ваши",
                en="to make sure by a one-time code that the e-mail and the phone are really yours",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=ACCOUNT,
            clause="5.5",
            title=Text(kk="Тіркелгі ашу", ru="Создать учётную запись", en="To create an account"),
            explanation=Text(
                kk="тіркелгіні ашып, оны сіз жапқанға дейін жүргізу үшін",
                ru="чтобы завести учётную запись и вести её, пока вы её не закроете",
                en="to open an account and keep it until you close it",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=SUPPORT,
            clause="5.6",
            title=Text(kk="Қиындықта көмектесу", ru="Помочь, если что-то не работает", en="To help when things fail"),
            explanation=Text(
                kk="клиенттік және техникалық қолдау көрсету үшін",
                ru="чтобы оказать клиентскую и техническую поддержку",
                en="to give customer and technical support",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=ADVERTISING,
            clause="5.7",
            title=Text(kk="Жарнама", ru="Реклама", en="Advertising"),
            explanation=Text(
                kk="сервис туралы жарнаманы келіскен адамға ғана көрсету үшін; тақырыптарыңыз бен әңгімелеріңіз "
                "жарнамаға ешқашан қолданылмайды",
                ru="чтобы рассказывать о сервисе тем, кто на это согласился; ваши темы и разговоры для рекламы не "
                "используются никогда",
                en="to advertise the service to those who agreed; your topics and conversations are never used for it",
            ),
            basis="consent",
            agreement="marketing_email",
        ),
        Purpose(
            key=SIGN_IN,
            clause="5.8",
            title=Text(kk="Сервиске кіргізу", ru="Впустить вас на сервис", en="To let you sign in"),
            explanation=Text(
                kk="құпиясөзді, кодты немесе қауіпсіз кілтті тексеріп, сізді кіргізу үшін",
                ru="чтобы проверить пароль, код или ключ входа и открыть вам доступ",
                en="to check the password, the code or the passkey and let you in",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=RESEARCH,
            clause="5.9",
            title=Text(kk="Сауалнамалар мен зерттеулер", ru="Опросы и исследования", en="Surveys and research"),
            explanation=Text(
                kk="сауалнама, сұхбат, тестілеу және зерттеу жүргізу үшін: тек өз еркіңізбен, кез келген сатыда шыға "
                "аласыз",
                ru="чтобы проводить опросы, интервью, тестирования и исследования: только по желанию, с правом выйти "
                "на любом этапе",
                en="to hold surveys, interviews, tests and studies: only if you wish, and you may leave at any stage",
            ),
            basis="consent",
            agreement="research",
        ),
        Purpose(
            key=SERVICE,
            clause="5.10",
            title=Text(kk="Қызмет көрсету", ru="Оказать услугу", en="To provide the service"),
            explanation=Text(
                kk="маман таңдау, кездесу тағайындау, төлем қабылдау және сессия өткізу үшін",
                ru="чтобы подобрать специалиста, назначить встречу, принять оплату и провести сессию",
                en="to find a specialist, book an appointment, take the payment and hold the session",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=VERIFICATION,
            clause="5.11",
            title=Text(kk="Мамандарды тексеру", ru="Проверить специалиста", en="To verify specialists"),
            explanation=Text(
                kk="маманның білімін, тәжірибесін және мемлекеттік тізілімдегі жазбасын тексеру үшін",
                ru="чтобы проверить образование, опыт и запись специалиста в государственном реестре",
                en="to check a specialist's education, experience and entry in the state register",
            ),
            basis="consent",
            agreement="practice",
        ),
        Purpose(
            key=NEWS,
            clause="5.12",
            title=Text(
                kk="Жаңа мүмкіндіктер туралы хабарлау",
                ru="Рассказать о новых возможностях",
                en="To tell about what is new",
            ),
            explanation=Text(
                kk="жаңа функциялар, қызметтер мен акциялар туралы келіскен адамға хабарлау үшін",
                ru="чтобы сообщать о новых функциях, услугах и акциях тем, кто на это согласился",
                en="to tell those who agreed about new features, services and offers",
            ),
            basis="consent",
            agreement="marketing_email",
        ),
        Purpose(
            key=FEEDBACK,
            clause="5.13",
            title=Text(kk="Пікіріңізді есту", ru="Услышать ваш отзыв", en="To hear your feedback"),
            explanation=Text(
                kk="өтініштеріңізге жауап беру, қызметтің сапасын бақылау және жақсарту үшін",
                ru="чтобы отвечать на обращения, следить за качеством услуг и улучшать их",
                en="to answer you, watch over the quality of the service and improve it",
            ),
            basis="consent",
            agreement="service",
        ),
        Purpose(
            key=REPORTING,
            clause="5.14",
            title=Text(kk="Статистикалық есептілік", ru="Статистическая отчётность", en="Statistical reports"),
            explanation=Text(
                kk="кездесулер мен төлемдердің жалпы санын есептеу үшін: есепте адамдар емес, тек сандар болады",
                ru="чтобы подсчитать, сколько было встреч и платежей: в отчёте числа, а не люди",
                en="to count appointments and payments: a report holds numbers, not people",
            ),
            basis="anonymised",
        ),
        Purpose(
            key=OPEN_STATISTICS,
            clause="5.15",
            title=Text(
                kk="Ашық иесіздендірілген статистика",
                ru="Открытая обезличенная статистика",
                en="Open anonymised statistics",
            ),
            explanation=Text(
                kk="сервисті жақсарту және ешкімді тануға болмайтын сандарды жариялау үшін; бөгде есептегіштер бөлек "
                "келісіммен ғана қосылады",
                ru="чтобы улучшать сервис и публиковать числа, по которым никого нельзя узнать; сторонние счётчики "
                "включаются только с отдельного согласия",
                en="to improve the service and publish numbers in which nobody can be recognised; third-party counters "
                "are switched on only by a separate consent",
            ),
            basis="anonymised",
        ),
        Purpose(
            key=MAILINGS,
            clause="5.16",
            title=Text(kk="Хат пен SMS тарату", ru="Рассылки по почте и SMS", en="Mailings by e-mail and SMS"),
            explanation=Text(
                kk="ақпараттық және жарнамалық хабарламаларды сіз таңдаған арнамен ғана жіберу үшін",
                ru="чтобы отправлять информационные и рекламные сообщения, и только тем способом, который вы выбрали",
                en="to send information and advertising, and only by the channel that you chose",
            ),
            basis="consent",
            agreement="marketing_email",
        ),
        Purpose(
            key=LEGAL_DUTY,
            clause="5.17",
            title=Text(kk="Заң жүктеген міндеттер", ru="Обязанности по закону", en="Duties laid by law"),
            explanation=Text(
                kk="Қазақстан Республикасының заңнамасы жүктеген міндеттерді, мысалы салық есебін орындау үшін",
                ru="чтобы исполнить то, что требует законодательство Республики Казахстан, например налоговый учёт",
                en="to do what the law of the Republic of Kazakhstan requires, such as tax accounting",
            ),
            basis="law",
        ),
        Purpose(
            key=RIGHTS,
            clause="5.18",
            title=Text(kk="Құқықтарыңызды жүзеге асыру", ru="Исполнить ваши права", en="To carry out your rights"),
            explanation=Text(
                kk="деректеріңізді беру, түзету, бұғаттау және жою туралы өтініштеріңізді орындау үшін",
                ru="чтобы по вашей просьбе выдать, исправить, заблокировать или уничтожить ваши данные",
                en="to hand over, correct, block or destroy your data when you ask",
            ),
            basis="law",
        ),
        Purpose(
            key=SECURITY,
            clause="5.19",
            title=Text(kk="Деректерді қорғау", ru="Защитить данные", en="To protect the data"),
            explanation=Text(
                kk="бөтен адамның кіруін байқап, тоқтату және деректерді кім көргенін жазып отыру үшін",
                ru="чтобы заметить и остановить чужой доступ и вести записи о том, кто видел данные",
                en="to notice and stop intruders and to keep a record of who saw the data",
            ),
            basis="law",
        ),
    )
}
