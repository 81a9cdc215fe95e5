"""Clause 7: what each side owes the other. Every promise here is one that the service can keep and show."""

from harmonia.policy.terms import Chapter, Text, clause

DUTIES = Chapter(
    number="7",
    title=Text(kk="Тараптардың міндеттері мен құқықтары", ru="Обязанности и права сторон", en="Duties and rights"),
    clauses=(
        clause("7.1", kk="Сізден сұрайтынымыз.", ru="О чём мы просим вас.", en="What we ask of you."),
        clause(
            "7.1.1",
            kk="Сервисті пайдалануға қажет мәліметтерді беріңіз. Міндетті өрістер белгіленген, қалғаны — өз еркіңізде; "
            "атыңыздың орнына лақап ат жарайды.",
            ru="Сообщить сведения, без которых услугу не оказать. Обязательные поля отмечены, остальное — по желанию; "
            "вместо имени годится псевдоним.",
            en="To give the information without which the service can't be provided. The required fields are marked, "
            "the rest is up to you; a pseudonym will do for a name.",
        ),
        clause(
            "7.1.2",
            kk="Мәлімет өзгерсе, оны кабинетте жаңартыңыз: жаңасы бірден күшіне енеді, ескісі ашық күйде сақталмайды.",
            ru="Если данные изменились, обновить их в кабинете: новые начнут действовать сразу, старые в открытом виде "
            "не сохраняются.",
            en="To update your data in the cabinet when they change: the new ones take effect at once, the old are not "
            "kept in clear.",
        ),
        clause(
            "7.1.3",
            kk="Сервисте ғана білген бөтен мәліметті, соның ішінде Компанияның құпия ақпаратын, таратпаңыз.",
            ru="Не распространять чужого, что стало известно вам на сервисе, в том числе конфиденциальную информацию "
            "Компании.",
            en="Not to spread what belongs to others and became known to you on the service, the Company's "
            "confidential information included.",
        ),
        clause(
            "7.1.4",
            kk="Ондай ақпаратты әдеттегі сақтықпен қорғаңыз: құпиясөзіңізді ешкімге айтпаңыз, сессияны бөтен адам "
            "естімейтін жерде өткізіңіз, екіншінің келісімінсіз жазып алмаңыз.",
            ru="Беречь такую информацию с обычной осторожностью: никому не говорить пароль, проводить сессии там, где "
            "вас не слышат посторонние, не записывать их без согласия собеседника.",
            en="To guard it with ordinary care: tell nobody your password, hold sessions where no stranger hears, do "
            "not record them without the other's consent.",
        ),
        clause("7.2", kk="Біздің міндетіміз.", ru="Что обязаны делать мы.", en="What we owe you."),
        clause(
            "7.2.1",
            kk="Деректеріңізді тек 5-бөлімде аталған мақсаттарға пайдалану. Рұқсат етілген мақсат көрсетілмесе, "
            "деректер ашылмайды.",
            ru="Использовать ваши данные только в целях из раздела 5. Прочитать их, не назвав разрешённой цели, "
            "нельзя.",
            en="To use your data only for the purposes of section 5. They can't be read without naming a permitted "
            "purpose.",
        ),
        clause(
            "7.2.2",
            kk="Құпия ақпарат пен деректерді құпия сақтау, алдын ала жазбаша рұқсатыңызсыз ашпау, сатпау, айырбастамау "
            "және жарияламау. Бұдан тыс жағдайлар тек 6.2 және 6.10-тармақтарда айтылған.",
            ru="Хранить конфиденциальную информацию и данные в тайне; не разглашать их без вашего предварительного "
            "письменного разрешения, не продавать, не обменивать и не публиковать. Исключения — только пункты 6.2 и "
            "6.10.",
            en="To keep confidential information and data secret; not to disclose them without your prior written "
            "permission, nor sell, exchange or publish them. The only exceptions are clauses 6.2 and 6.10.",
        ),
        clause(
            "7.2.3",
            kk="Деректердің құпиялылығын осындай ақпаратқа лайық сақтықпен қорғау және қорғау шараларын жүйелі түрде "
            "тексеріп, нәтижесін сақтау.",
            ru="Беречь конфиденциальность данных с той осторожностью, какой они требуют, регулярно проверять меры "
            "защиты и сохранять результаты проверок.",
            en="To guard the confidentiality of the data with the care that they call for, to check the measures of "
            "protection regularly and keep the results.",
        ),
        clause(
            "7.2.4",
            kk="Деректердің дұрыс еместігі немесе заңсыз әрекет анықталса, сіз, заңды өкіліңіз немесе уәкілетті орган "
            "өтінген сәттен бастап тексеру аяқталғанға дейін деректерді бұғаттау. Бұзушылық расталмаса, бұғаттау "
            "{clock_unblocking} ішінде алынады; расталса, деректер {clock_erasure} ішінде түзетіледі немесе жойылады.",
            ru="Если данные неверны или с ними поступили неправомерно — заблокировать их с момента обращения: вашего, "
            "вашего законного представителя или уполномоченного органа — на время проверки. Не подтвердится — снимем "
            "блокирование в течение {clock_unblocking}; подтвердится — в течение {clock_erasure} исправим или "
            "уничтожим данные.",
            en="Where data are wrong or were handled unlawfully, to block them from the moment that you, your lawful "
            "representative or the authority asks, for as long as we check. If it is not confirmed, we unblock within "
            "{clock_unblocking}; if it is, we correct or destroy the data within {clock_erasure}.",
        ),
        clause(
            "7.3",
            kk="Сіздің құқықтарыңыз. Олардың бәрі тегін.",
            ru="Ваши права. Всё это бесплатно.",
            en="Your rights. All of them free of charge.",
        ),
        clause(
            "7.3.1",
            kk="Деректеріңізді жаңартуды, түзетуді, толықтыруды, бұғаттауды, ал мақсатқа қажет болмаса немесе заңсыз "
            "өңделсе — жоюды талап ету. Түзету — {clock_correction} ішінде. Сервисте жойылған дерек сақтық көшірмеден "
            "де оқылмайды; жойылғаны туралы куәлік аласыз. Құқықтарыңызды заңда көзделген өзге жолмен де қорғай "
            "аласыз.",
            ru="Потребовать обновить, исправить, дополнить, заблокировать данные, а если они не нужны для цели или "
            "обработаны незаконно — уничтожить. Исправляем в течение {clock_correction}. Уничтоженное не прочитать и в "
            "резервной копии; вы получите об этом свидетельство. Защищать свои права можно и любым другим способом, "
            "предусмотренным законом.",
            en="To have your data updated, corrected, completed or blocked, and, where their purpose does not need "
            "them or they were processed unlawfully, destroyed. We correct within {clock_correction}. What is "
            "destroyed can't be read in a backup either, and you receive a certificate of it. You may protect your "
            "rights in any other way that the law provides.",
        ),
        clause(
            "7.3.2",
            kk="Келісімді қайтарып алу. Қызметке қажет келісімді қайтарсаңыз, қызмет көрсете алмаймыз, ал өзге "
            "келісімдер бұған әсер етпейді. Өңдеуді {clock_withdrawal} ішінде тоқтатамыз; міндеттеме орындалмаған "
            "болса, дәлелді бас тарту жібереміз. Хаттың шынымен сізден келгеніне көз жеткізу үшін қосымша мәлімет "
            "сұрауымыз мүмкін, бірақ жарнаманы бірден тоқтатамыз.",
            ru="Отозвать согласие. Без согласия, нужного для услуги, оказывать её мы не сможем; отзыв остальных на "
            "услугу не влияет. Обработку прекратим в течение {clock_withdrawal}; если обязательство ещё не исполнено, "
            "ответим мотивированным отказом. Чтобы убедиться, что письмо от вас, мы можем уточнить детали, но рассылки "
            "остановим сразу.",
            en="To withdraw consent. Without the consent that the service needs we can't provide it; withdrawing any "
            "other has no effect on it. We stop processing within {clock_withdrawal}; where an obligation is still "
            "unfulfilled, we answer with a reasoned refusal. To make sure that a letter is yours we may ask for "
            "details, but mailings stop at once.",
        ),
        clause(
            "7.3.3",
            kk="Өзіңіз туралы мәлімет алу: не сақталғанын, не үшін, қай мерзімге, кім көргенін. Оны "
            "{clock_information} ішінде оқуға ыңғайлы түрде және өзге жүйеге ауыстыруға болатын файлмен береміз. Онда "
            "өзге адамның дерегі болмайды, заңды негіз бар жағдайдан басқа.",
            ru="Получить сведения о себе: что хранится, зачем, сколько, кто это видел. Мы дадим их в течение "
            "{clock_information} в понятном виде и в файле, который можно перенести в другую систему. Данных других "
            "людей в них не будет, если только на это нет законного основания.",
            en="To learn what is held about you: what, why, for how long, and who saw it. We give it within "
            "{clock_information}, in a readable form and in a file that another system can take. It holds no data of "
            "other people, unless there is a lawful ground.",
        ),
        clause(
            "7.3.4",
            kk="Қолжетімділік құқығыңызды тек заң немесе өзге нормативтік құқықтық акт шектей алады. Бас тартсақ, қай "
            "нормаға сүйенгенімізді және қалай шағымдануға болатынын жазамыз.",
            ru="Ваше право на доступ к данным может ограничить только закон или иной нормативный правовой акт. Если мы "
            "откажем, то назовём норму и объясним, как обжаловать отказ.",
            en="Only a law or another legal act may limit your right of access. If we refuse, we name the provision "
            "and explain how to appeal.",
        ),
        clause(
            "7.3.5",
            kk="Өзі туралы жалған немесе біреу туралы оның келісімінсіз мәлімет берген адам заң бойынша жауап береді. "
            "Біреу сіздің деректеріңізбен тіркелсе, «Бұл мен емес» деп хабарлаңыз — тіркелгі тексеру біткенше "
            "бұғатталады.",
            ru="Тот, кто сообщил о себе неправду или сведения о другом без его согласия, отвечает по закону. Если "
            "кто-то зарегистрировался с вашими данными, сообщите «Это не я» — на время проверки учётная запись будет "
            "заблокирована.",
            en="Whoever gives false information about themselves, or about another without that person's consent, "
            "answers for it by law. If someone registered with your data, tell us “This is not me”: the account is "
            "blocked while we check.",
        ),
        clause(
            "7.3.6",
            kk="Автоматты шешімге қарсылық білдіру. Маман ұсынғанда бағдарлама себебін көрсетеді және ешқашан "
            "таңдауыңызды шектемейді; қарсылығыңызға {clock_objection} ішінде адам жауап береді.",
            ru="Возразить против автоматического решения. Подбирая специалиста, программа объясняет, почему предложила "
            "именно его, и никогда не ограничивает выбор; на возражение в течение {clock_objection} ответит человек.",
            en="To object to an automated decision. When it suggests a specialist, the program explains why, and never "
            "limits your choice; a person answers an objection within {clock_objection}.",
        ),
        clause(
            "7.3.7",
            kk="Мерзімдер өтініш түскен кезден, Қазақстанның жұмыс күндерімен есептеледі:",
            ru="Сроки считаются с получения обращения по рабочим дням Казахстана:",
            en="The terms run from receipt of the request, in the working days of Kazakhstan:",
            listing="clocks",
        ),
        clause(
            "7.3.8",
            kk="Жауабымызға риза болмасаңыз, дербес деректерді қорғау саласындағы уәкілетті органға немесе сотқа "
            "шағымдана аласыз.",
            ru="Если наш ответ вас не устроил, вы вправе обратиться в уполномоченный орган в сфере защиты персональных "
            "данных или в суд.",
            en="If our answer does not satisfy you, you may turn to the authority for the protection of personal data, "
            "or to a court.",
        ),
    ),
)
