"""A third person in the session: what the two agree to (332-VIII art. 9(4), 12(1)(6)), and what the guest accepts."""

from harmonia.policy.terms import Chapter, Text, clause

THIRD_PERSON: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Сессиядағы үшінші адам", ru="Третий человек на сессии", en="A third person in the session"),
        clauses=(
            clause(
                "1.1",
                kk="Мен осы бір сессияға екеуміз келіскен үшінші адамның, мысалы жақынымның немесе аудармашының, "
                "қатысуына келісемін. Келісім тек осы сессияға және осы бір шақыруға қатысты.",
                ru="Я соглашаюсь, чтобы на этой одной сессии присутствовал третий человек, о котором мы оба "
                "условились, например близкий или переводчик. Согласие касается только этой сессии и одного "
                "приглашения.",
                en="I agree that a third person on whom we both have settled, such as a partner or an interpreter, is "
                "present in this one session. The consent is to this session and this one invitation only.",
            ),
            clause(
                "1.2",
                kk="Шақыру екеуміз де келіскенде ғана күшіне енеді, бір рет және бір браузерде ғана жарайды, сессия "
                "бөлмесі жабылғанда бітеді.",
                ru="Приглашение действует, только когда согласились мы оба, срабатывает один раз и в одном браузере и "
                "кончается, когда закрывается комната сессии.",
                en="The invitation works only when both of us have agreed, once and in one browser, and ends when the "
                "room of the session closes.",
            ),
            clause(
                "1.3",
                kk="Қонақ сессияда айтылғанды естиді және көреді, бірақ кабинетімдегі деректерді көрмейді. Сессия "
                "жазылмайды. Қонақтың бөлмеде екенін екеуміз де үнемі көріп отырамыз.",
                ru="Гость слышит и видит, что происходит на сессии, но не видит данных моего кабинета. Сессия не "
                "записывается. То, что гость в комнате, мы оба видим всё время.",
                en="The guest hears and sees what happens in the session, and sees no data of my cabinet. Nothing is "
                "recorded. That a guest is in the room both of us see all the time.",
            ),
            clause(
                "1.4",
                kk="Мен келісімімді кез келген сәтте, сессия кезінде де, себебін айтпай қайтарып ала аламын: қонақ "
                "бірден шығарылады. Бас тартсам, жұмысымыз бұрынғыдай жалғасады.",
                ru="Я могу взять согласие назад в любой момент, и во время сессии, не объясняя причин: гость сразу "
                "выйдет. Если я откажусь, наша работа пойдёт как прежде.",
                en="I may take the consent back at any moment, in the session too, without a reason: the guest is put "
                "out at once. If I refuse, our work goes on as before.",
            ),
            clause(
                "1.5",
                kk="Үшінші адамның қатысуына тек ақпараттандырылған келісіммен жол беріледі (332-VIII Заңы, 9(4) және "
                "12(1)(6)-баптар). Берген жауабым уақытымен жазылады, түбіртегі маған жіберіледі.",
                ru="Присутствие третьего лица допускается только с информированного согласия (Закон 332-VIII, статьи "
                "9(4) и 12(1)(6)). Мой ответ записывается со временем, квитанция к нему приходит мне.",
                en="A third person may be present only by informed consent (Law 332-VIII, articles 9(4) and 12(1)(6)). "
                "My answer is recorded with its time; its receipt is sent to me.",
            ),
        ),
    ),
)
GUEST_RULES: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Қонақтың міндеттері", ru="Обязанности гостя", en="What a guest undertakes"),
        clauses=(
            clause(
                "1.1",
                kk="Мен {domain} сервисіндегі бір сессияға екі қатысушының да келісімімен қонақ болып кіремін.",
                ru="Я прихожу гостем на одну сессию сервиса {domain} с согласия обоих её участников.",
                en="I come as a guest to one session of the service {domain}, by the consent of both who meet there.",
            ),
            clause(
                "1.2",
                kk="Сессияда естіген-көргенімді және оның болғанын ешкімге айтпаймын, жазып алмаймын, басқаға "
                "көрсетпеймін. Қасымда бөтен адам жоқ.",
                ru="Я никому не расскажу, что услышу и увижу на сессии и что она была, ничего не запишу и никому не "
                "покажу. Рядом со мной нет посторонних.",
                en="I tell nobody what I hear and see in the session, nor that it took place; I record nothing and "
                "show it to nobody. Nobody else is beside me.",
            ),
            clause(
                "1.3",
                kk="Көрсетілетін атымды өзім таңдаймын: ол екі қатысушының браузеріне ғана беріледі, сервис оны "
                "сақтамайды. Сервис шақырудың қашан қолданылғанын ғана жазады.",
                ru="Имя, которое увидят участники, я выбираю сам: оно передаётся только в их браузеры, и сервис его не "
                "хранит. Сервис записывает лишь, когда приглашение было использовано.",
                en="I choose the name to be shown: it goes to the browsers of the two only, and the service does not "
                "keep it. The service notes only when the invitation was used.",
            ),
            clause(
                "1.4",
                kk="Екеуінің кез келгені мені кез келген сәтте шығара алады; өзім де кез келген уақытта кете аламын.",
                ru="Любой из двоих может вывести меня в любой момент; и сам я могу уйти когда угодно.",
                en="Either of the two may put me out at any moment; and I may leave at any time.",
            ),
            clause(
                "1.5",
                kk="Мен 18 жасқа толдым. Аудармашы болсам, айтылғанды түгел әрі өз пікірімді қоспай аударамын, "
                "ештеңені өткізіп жібермеймін. Жақыны болсам, сессияны маман жүргізетінін түсінемін.",
                ru="Мне исполнилось 18 лет. Если я переводчик, я перевожу всё сказанное, ничего не опуская и не "
                "добавляя от себя. Если я близкий человек, я понимаю, что сессию ведёт специалист.",
                en="I am 18 or older. If I am an interpreter, I translate all that is said, leaving nothing out and "
                "adding nothing of my own. If I am close to the client, I understand that the specialist leads the "
                "session.",
            ),
            clause(
                "1.6",
                kk="Сілтемені басқаға бермеймін: ол менің браузерімде ғана жарайды. Келген уақытым сессияның "
                "қатысушыларына көрінеді және сессиядан кейін тоқсан күннен соң жойылады.",
                ru="Ссылку я никому не передам: она работает только в моём браузере. Время моего прихода видят "
                "участники сессии, и через девяносто дней после неё запись уничтожается.",
                en="I pass the link to nobody: it works in my browser only. When I came is seen by those who meet, and "
                "the note of it is destroyed ninety days after the session.",
            ),
        ),
    ),
)
