"""How long each kind of data lives, from what moment, and what happens then (clauses 6.1, 6.5, 6.9, 12.6).

Closing an account destroys everything at once but the rules with `outlives_account`: what a law keeps, anonymous.
"""

from harmonia.policy.terms import Event, Retention, Text

EVENTS: dict[str, Event] = {
    event.key: event
    for event in (
        Event(
            key="account_closed",
            title=Text(
                kk="тіркелгі жабылғаннан кейін", ru="после закрытия учётной записи", en="after closing the account"
            ),
        ),
        Event(
            key="session_held",
            title=Text(kk="сессия өткеннен кейін", ru="после сессии", en="after the session"),
        ),
        Event(
            key="relation_ended",
            title=Text(
                kk="маманмен жұмыс аяқталғаннан кейін",
                ru="после окончания работы со специалистом",
                en="after the work with the specialist ends",
            ),
        ),
        Event(key="written", title=Text(kk="жазылғаннан кейін", ru="после записи", en="after being written")),
        Event(key="paid", title=Text(kk="төлемнен кейін", ru="после оплаты", en="after the payment")),
        Event(
            key="consent_ended",
            title=Text(kk="келісім тоқтатылғаннан кейін", ru="после прекращения согласия", en="after the consent ends"),
        ),
        Event(
            key="request_closed",
            title=Text(kk="өтініш жабылғаннан кейін", ru="после закрытия обращения", en="after the request is closed"),
        ),
        Event(key="sent", title=Text(kk="жіберілгеннен кейін", ru="после отправки", en="after sending")),
        Event(
            key="sign_in_ended",
            title=Text(kk="сеанс аяқталғаннан кейін", ru="после окончания входа", en="after the sign-in ends"),
        ),
        Event(
            key="practice_ended",
            title=Text(
                kk="маман сервистен кеткеннен немесе оған бас тартылғаннан кейін",
                ru="после ухода специалиста или отказа ему",
                en="after the specialist leaves or is declined",
            ),
        ),
        Event(
            key="employment_ended",
            title=Text(
                kk="қызметкермен шарт аяқталғаннан кейін",
                ru="после окончания договора с сотрудником",
                en="after the staff contract ends",
            ),
        ),
        Event(key="visited", title=Text(kk="келгеннен кейін", ru="после посещения", en="after the visit")),
    )
}

RETENTION: dict[str, Retention] = {
    rule.key: rule
    for rule in (
        Retention(
            key="account",
            title=Text(kk="тіркелгі деректері", ru="данные учётной записи", en="account data"),
            days=1,
            from_event="account_closed",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="conversation",
            title=Text(kk="хат алмасу мен файлдар", ru="переписка и файлы", en="messages and files"),
            days=365,
            from_event="relation_ended",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="wellbeing",
            title=Text(
                kk="сауалнама жауаптары мен көңіл-күй",
                ru="ответы опросников и настроение",
                en="questionnaire answers and mood",
            ),
            days=365,
            from_event="written",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="feedback",
            title=Text(kk="сессиядан кейінгі жауаптар", ru="ответы после сессии", en="answers after a session"),
            days=365,
            from_event="written",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="appointments",
            title=Text(kk="кездесулер", ru="встречи", en="appointments"),
            days=1095,
            from_event="session_held",
            law="Civil Code art. 178 (limitation of claims, three years)",
            after="reduce",
            outlives_account=True,
        ),
        Retention(
            key="attendance",
            title=Text(kk="сессияға кіру мен шығу", ru="вход в комнату и выход из неё", en="joining and leaving"),
            days=90,
            from_event="session_held",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="payments",
            title=Text(kk="төлемдер", ru="платежи", en="payments"),
            days=1826,
            from_event="paid",
            law="Tax Code (accounting documents, five years)",
            after="reduce",
            outlives_account=True,
        ),
        Retention(
            key="consents",
            title=Text(kk="келісімдер", ru="согласия", en="consents"),
            days=1095,
            from_event="consent_ended",
            law="94-V art. 25(2)(5); Civil Code art. 178",
            after="erase",
            outlives_account=True,
        ),
        Retention(
            key="journal",
            title=Text(kk="қолжетімділік журналы", ru="журнал доступа", en="the access journal"),
            days=1095,
            from_event="written",
            law="94-V art. 22(1)(5)",
            after="anonymise",
            outlives_account=True,
        ),
        Retention(
            key="sign_ins",
            title=Text(kk="кіру тізімі", ru="список входов", en="the list of sign-ins"),
            days=90,
            from_event="sign_in_ended",
            law="94-V art. 22(1)",
            after="erase",
        ),
        Retention(
            key="notices",
            title=Text(kk="жіберілген хабарламалар", ru="отправленные уведомления", en="notices sent"),
            days=90,
            from_event="sent",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="requests",
            title=Text(kk="қолдауға өтініштер", ru="обращения", en="requests to us"),
            days=365,
            from_event="request_closed",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="questions",
            title=Text(
                kk="оқырман сұрақтарының түпнұсқасы",
                ru="исходные слова вопросов читателей",
                en="readers' questions as they were sent",
            ),
            days=60,
            from_event="written",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="archives",
            title=Text(kk="мәліметтер мұрағаты", ru="архив сведений", en="the archive of information"),
            days=7,
            from_event="written",
            law="94-V art. 12(2), 18(1)",
            after="erase",
        ),
        Retention(
            key="rights_requests",
            title=Text(
                kk="деректер туралы өтініштердің мерзімдері",
                ru="сроки требований о данных",
                en="the terms of requests about data",
            ),
            days=1095,
            from_event="request_closed",
            law="94-V art. 25(2)(9); Civil Code art. 178",
            after="reduce",
            outlives_account=True,
        ),
        Retention(
            key="practice",
            title=Text(kk="маман туралы мәліметтер", ru="сведения о специалисте", en="data on a specialist"),
            days=30,
            from_event="practice_ended",
            law="94-V art. 18(1); 332-VIII art. 19",
            after="erase",
        ),
        Retention(
            key="staff",
            title=Text(kk="қызметкер жазбасы", ru="запись о сотруднике", en="the staff record"),
            days=1095,
            from_event="employment_ended",
            law="94-V art. 25(3); Civil Code art. 178",
            after="erase",
            outlives_account=True,
        ),
        Retention(
            key="visits",
            title=Text(kk="келулерді санау", ru="счётчики посещений", en="visit counts"),
            days=180,
            from_event="visited",
            law="94-V art. 12(2), 16",
            after="erase",
        ),
    )
}

# Rules whose runs let data go without a second person's yes. The operator's lawyer may name traces of routine here
# (sign_ins, notices, attendance); as long as nobody has, the stricter reading holds: two people look at every run.
RUN_ALONE: frozenset[str] = frozenset()
