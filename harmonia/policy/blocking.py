"""What blocking stops, and the few purposes that personal data may still be opened for while it lasts (7.2.4).

Blocking stops collection, accumulation, change, addition, use, dissemination, anonymisation and destruction alike
(94-V art. 1(3)). A purpose is spared only where the person himself could not see his request or end the block without
it, or where nobody could check whether the rules were broken. Duties to others are not spared: that is the stricter
reading, and a lawyer may widen the table.
"""

from dataclasses import dataclass

from harmonia.policy.purposes import CHECKING, RIGHTS, SIGN_IN
from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """A purpose that goes on while a person is blocked, and why."""

    key: str
    explanation: Text
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What a blocked person is told has stopped."""

    key: str
    title: Text
    law: str


WHILE_BLOCKED: dict[str, Spared] = {
    spared.key: spared
    for spared in (
        Spared(
            key=CHECKING,
            explanation=Text(
                kk="деректердің заңды өңделгенін тексеру үшін: бұғаттау дәл осы үшін қойылады",
                ru="чтобы проверить, законно ли обрабатывались данные: ради этого их и блокируют",
                en="to check whether the data were processed lawfully, which is what they are blocked for",
            ),
            law="94-V art. 25(2)(8)",
        ),
        Spared(
            key=SIGN_IN,
            explanation=Text(
                kk="кіріп, өтінішіңізді көру және бұғаттауды алу үшін",
                ru="чтобы вы могли войти, увидеть свой запрос и снять блокирование",
                en="so that you can sign in, see your request and end the block",
            ),
            law="94-V art. 24(1)",
        ),
        Spared(
            key=RIGHTS,
            explanation=Text(
                kk="өтініштеріңізді орындап, оларға жауап беру үшін",
                ru="чтобы исполнять ваши запросы и отвечать на них",
                en="to carry out your requests and answer them",
            ),
            law="94-V art. 24, 25(2)(6)-(9)",
        ),
    )
}
STOPPED: dict[str, Stopped] = {
    stopped.key: stopped
    for stopped in (
        Stopped(
            key="collection",
            title=Text(
                kk="жаңа деректер жиналмайды: брондау мен төлем тоқтайды",
                ru="новые данные не собираются: запись и оплата остановлены",
                en="nothing new is collected: booking and paying have stopped",
            ),
            law="94-V art. 1(3)",
        ),
        Stopped(
            key="change",
            title=Text(
                kk="деректер өзгертілмейді және толықтырылмайды",
                ru="данные не изменяются и не дополняются",
                en="your data are neither changed nor added to",
            ),
            law="94-V art. 1(3)",
        ),
        Stopped(
            key="use",
            title=Text(
                kk="деректер ашылмайды және пайдаланылмайды: сессиялар, еске салу мен хабарламалар тоқтайды",
                ru="данные не открываются и не используются: сессии, напоминания и письма остановлены",
                en="your data are not opened or used: sessions, reminders and letters have stopped",
            ),
            law="94-V art. 1(3)",
        ),
        Stopped(
            key="dissemination",
            title=Text(
                kk="деректер ешкімге көрсетілмейді және берілмейді",
                ru="данные никому не показываются и не передаются",
                en="your data are shown and passed on to nobody",
            ),
            law="94-V art. 1(3)",
        ),
        Stopped(
            key="anonymisation",
            title=Text(
                kk="деректер иесіздендірілмейді және статистикаға кірмейді",
                ru="данные не обезличиваются и не входят в статистику",
                en="your data are not anonymised and enter no statistics",
            ),
            law="94-V art. 1(3), 17(1)",
        ),
        Stopped(
            key="destruction",
            title=Text(
                kk="деректер жойылмайды, сақтау мерзімі біткен болса да",
                ru="данные не уничтожаются, даже если срок хранения истёк",
                en="nothing is destroyed, even when its term has run out",
            ),
            law="94-V art. 1(3)",
        ),
    )
}


def spared(purpose: str) -> bool:
    """Whether a blocked person's data may be opened for it."""
    return purpose in WHILE_BLOCKED
