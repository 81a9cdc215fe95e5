"""How soon each duty must be done. Working days are Kazakhstan's, in Almaty; `reviewed`: read in the law itself."""

from harmonia.policy.terms import Clock, Text

CLOCKS: dict[str, Clock] = {
    clock.key: clock
    for clock in (
        Clock(
            key="information",
            title=Text(
                kk="деректеріңіз туралы жауап беру", ru="ответить о ваших данных", en="to answer about your data"
            ),
            amount=3,
            unit="working_days",
            article="94-V art. 24(1)(1), 25(2)(6), (7), (9); the number is from secondary sources",
            reviewed=False,
        ),
        Clock(
            key="correction",
            title=Text(
                kk="деректерді түзету немесе толықтыру",
                ru="исправить или дополнить данные",
                en="to correct or complete data",
            ),
            amount=1,
            unit="working_days",
            article="94-V art. 25(2)(8)",
            reviewed=True,
        ),
        Clock(
            key="blocking",
            title=Text(kk="деректерді бұғаттау", ru="заблокировать данные", en="to block data"),
            amount=1,
            unit="working_days",
            article="94-V art. 25(2)(8)",
            reviewed=True,
        ),
        Clock(
            key="unblocking",
            title=Text(
                kk="бұзушылық расталмаса, бұғаттауды алу",
                ru="снять блокирование, если нарушение не подтвердилось",
                en="to unblock when no breach was confirmed",
            ),
            amount=1,
            unit="working_days",
            article="94-V art. 25(2)(8)",
            reviewed=True,
        ),
        Clock(
            key="erasure",
            title=Text(
                kk="заңсыз өңделген деректерді жою",
                ru="уничтожить данные, обработанные незаконно",
                en="to destroy data processed unlawfully",
            ),
            amount=1,
            unit="working_days",
            article="94-V art. 25(2)(8)",
            reviewed=True,
        ),
        Clock(
            key="public_sources",
            title=Text(
                kk="деректерді жалпыға қолжетімді көздерден алып тастау",
                ru="убрать данные из общедоступных источников",
                en="to take data out of public sources",
            ),
            amount=1,
            unit="working_days",
            article="94-V art. 6",
            reviewed=True,
        ),
        Clock(
            key="withdrawal",
            title=Text(
                kk="келісім қайтарылғаннан кейін өңдеуді тоқтату",
                ru="прекратить обработку после отзыва согласия",
                en="to stop processing after a withdrawal",
            ),
            amount=15,
            unit="working_days",
            article="94-V art. 8(2), 8(7)",
            reviewed=True,
        ),
        Clock(
            key="objection",
            title=Text(
                kk="автоматты шешімге қарсылыққа адамның жауап беруі",
                ru="ответить человеком на возражение против автоматического решения",
                en="for a person to answer an objection to an automated decision",
            ),
            amount=3,
            unit="working_days",
            article="94-V art. 19-1(3)",
            reviewed=True,
        ),
        Clock(
            key="transfer_notice",
            title=Text(
                kk="үшінші тұлғаға беру туралы хабарлау",
                ru="сообщить о передаче третьему лицу",
                en="to tell you of a transfer to a third party",
            ),
            amount=10,
            unit="working_days",
            article="94-V art. 19(1)",
            reviewed=True,
        ),
        Clock(
            key="breach",
            title=Text(
                kk="деректер қауіпсіздігінің бұзылуы туралы уәкілетті органға хабарлау",
                ru="уведомить уполномоченный орган о нарушении безопасности данных",
                en="to notify the authority of a breach of data security",
            ),
            amount=1,
            unit="working_days",
            article="94-V art. 25(2)(8)",
            reviewed=True,
        ),
        Clock(
            key="complaint",
            title=Text(
                kk="тұтынушының шағымына жазбаша жауап беру",
                ru="письменно ответить на претензию потребителя",
                en="to answer a consumer's complaint in writing",
            ),
            amount=10,
            unit="calendar_days",
            article="the law on consumers' rights; from secondary sources",
            reviewed=False,
        ),
    )
}
