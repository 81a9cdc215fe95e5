"""Why we may refuse what somebody asks about data: each ground with its norm, and the way to appeal (7.3.4, 12.8).

No ground, no refusal. `kinds` empty: it may answer any request. `reviewed`: read in the law itself.
"""

from dataclasses import dataclass

from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`telling` is what the asker reads: why, and what he can do about it."""

    key: str
    title: Text
    telling: Text
    law: str
    kinds: tuple[str, ...] = ()
    reviewed: bool = False


# Said after every refusal, whatever its ground.
APPEAL = Text(
    kk="Бас тартумен келіспесеңіз, осы өтініштің бетінде немесе {email} мекенжайына жазыңыз: оны жауапты тұлға қайта "
    "қарайды. Сондай-ақ дербес деректерді қорғау жөніндегі уәкілетті органға немесе сотқа шағымдана аласыз (94-V "
    "Заңының 24-бабы 1-тармағының 7) тармақшасы).",
    ru="Если вы не согласны, напишите на {email}: отказ пересмотрит ответственное лицо. Вы также вправе обратиться в "
    "уполномоченный орган по защите персональных данных или в суд (Закон 94-V, ст. 24, п. 1, пп. 7).",
    en="If you disagree, write to {email}: the person responsible will look at the refusal again. You may also turn to "
    "the authority for the protection of personal data or to a court (Law 94-V, art. 24(1)(7)).",
)

REFUSALS: dict[str, Refusal] = {
    refusal.key: refusal
    for refusal in (
        Refusal(
            key="identity_not_proved",
            title=Text(
                kk="сұраған адам кім екені расталмады",
                ru="не подтверждено, кто просит",
                en="it was not shown who asks",
            ),
            telling=Text(
                kk="Деректерді бөтен адамға бермеу үшін біз кім сұрап тұрғанын білуіміз керек. Растау уақытында "
                "келмеді. Өтінішті кез келген уақытта жаңадан жібере аласыз.",
                ru="Чтобы не отдать данные чужому человеку, мы должны знать, кто просит. Подтверждение вовремя не "
                "пришло. Вы можете подать просьбу заново в любое время.",
                en="We must know who asks, so that your data do not go to somebody else. No confirmation came in time. "
                "You can ask again whenever you like.",
            ),
            law="94-V art. 25(2)(8), (9); clauses 7.3.2, 12.8",
        ),
        Refusal(
            key="authority_not_proved",
            title=Text(
                kk="өкілдің өкілеттігі расталмады",
                ru="полномочия представителя не подтверждены",
                en="the representative's authority was not shown",
            ),
            telling=Text(
                kk="Басқа адамның атынан заңды өкілі немесе сенімхат бойынша ғана сұрай алады. Мұндай растау болмады. "
                "Бұл жауап ол адамның бізде тіркелген-тіркелмегені туралы ештеңе айтпайды.",
                ru="За другого человека может просить законный представитель или тот, у кого есть доверенность. Такого "
                "подтверждения нет. Этот ответ ничего не говорит о том, есть ли у нас данные этого человека.",
                en="For another person a legal representative may ask, or one with a power of attorney. This was not "
                "shown. This answer says nothing about whether we hold data of that person.",
            ),
            law="94-V art. 24(1), 10(1); clauses 7.2.4, 12.8",
        ),
        Refusal(
            key="obligation_open",
            title=Text(
                kk="орындалмаған міндеттеме бар", ru="есть неисполненное обязательство", en="an obligation is open"
            ),
            telling=Text(
                kk="Төлем немесе қайтару аяқталмаған: соған қажет деректер ғана сақталады. Қалғанының бәрі тоқтатылды. "
                "Міндеттеме орындалған соң, олар да жойылады.",
                ru="Не завершён платёж или возврат: остаются только данные, которые для него нужны. Всё остальное "
                "прекращено. Когда обязательство будет исполнено, уйдут и они.",
                en="A payment or a refund is not finished: only the data that it needs are kept. Everything else has "
                "stopped. Once the obligation is fulfilled, they go too.",
            ),
            law="94-V art. 8(2)",
            kinds=("withdrawal", "erasure"),
            reviewed=True,
        ),
        Refusal(
            key="kept_by_law",
            title=Text(kk="сақтауды заң талап етеді", ru="хранить требует закон", en="a law requires keeping it"),
            telling=Text(
                kk="Бұл деректерді белгілі мерзім бойы сақтауды заң талап етеді. Олар сіздің атыңызсыз, басқа мақсатқа "
                "қолданылмай сақталады.",
                ru="Эти данные закон требует хранить определённый срок. Они хранятся без вашего имени и ни для чего "
                "другого не используются.",
                en="A law requires these data to be kept for a term. They are kept without your name and used for "
                "nothing else.",
            ),
            law="Tax Code (accounting documents, five years); 94-V art. 8(2), 12(2)",
            kinds=("withdrawal", "erasure"),
        ),
        Refusal(
            key="data_of_others",
            title=Text(
                kk="бұл — басқа адамның деректері", ru="это данные другого человека", en="these are another's data"
            ),
            telling=Text(
                kk="Сұралғанның бір бөлігі басқа адамға қатысты, оны оның келісімінсіз бере алмаймыз.",
                ru="Часть того, о чём вы просите, относится к другому человеку; без его согласия мы не можем её "
                "отдать.",
                en="A part of what you ask for is about another person; we cannot give it without his consent.",
            ),
            law="94-V art. 11; clause 7.3.3",
        ),
        Refusal(
            key="limited_by_law",
            title=Text(kk="бұл құқықты заң шектейді", ru="это право ограничено законом", en="a law limits this right"),
            telling=Text(
                kk="Қазақстан Республикасының заңы бұл мәліметті беруге тыйым салады.",
                ru="Закон Республики Казахстан запрещает выдавать эти сведения.",
                en="A law of the Republic of Kazakhstan forbids giving this information.",
            ),
            law="clauses 7.3.4, 12.8; the law that forbids it is named in the answer",
            kinds=("information",),
        ),
        Refusal(
            key="found_correct",
            title=Text(kk="дұрыс емес екені расталмады", ru="ошибка не подтвердилась", en="no mistake was confirmed"),
            telling=Text(
                kk="Тексердік: деректердің қате екенін көрсететін дәлел табылмады. Дәлеліңіз болса, жіберіңіз — қайта "
                "қараймыз.",
                ru="Мы проверили: подтверждения, что данные неверны, нет. Если оно у вас есть, пришлите его, и мы "
                "посмотрим снова.",
                en="We looked: there is nothing to show that the data are wrong. If you have something, send it and we "
                "shall look again.",
            ),
            law="94-V art. 24(1)(2), 25(2)(8)",
            kinds=("correction",),
        ),
        Refusal(
            key="no_violation",
            title=Text(kk="заң бұзушылық расталмады", ru="нарушение не подтвердилось", en="no violation was confirmed"),
            telling=Text(
                kk="Тексердік: деректерді жинау мен өңдеу ережелері бұзылмаған.",
                ru="Мы проверили: правила сбора и обработки данных не нарушены.",
                en="We looked: the rules of collecting and processing data were not broken.",
            ),
            law="94-V art. 25(2)(8)",
            kinds=("blocking", "not_mine", "objection", "complaint"),
            reviewed=True,
        ),
        Refusal(
            key="check_not_over",
            title=Text(kk="тексеру әлі біткен жоқ", ru="проверка ещё не закончена", en="the check is not over yet"),
            telling=Text(
                kk="Деректер тексеру біткенше бұғатталған; тексеру біткенде, бұғат алынады немесе деректер жойылады.",
                ru="Данные заблокированы до конца проверки; когда она кончится, блокирование снимут или данные "
                "уничтожат.",
                en="The data are blocked until the check is over; then the block is lifted or the data are destroyed.",
            ),
            law="94-V art. 1(3), 25(2)(8); clause 7.2.4",
            kinds=("unblocking",),
            reviewed=True,
        ),
        Refusal(
            key="nothing_held",
            title=Text(
                kk="бұл мекенжай бойынша бізде ештеңе жоқ",
                ru="по этому адресу у нас ничего нет",
                en="we hold nothing under this address",
            ),
            telling=Text(
                kk="Растаған мекенжайыңыз бойынша бізде тіркелгі жоқ. Осы өтініштің өзі ғана сақталады.",
                ru="По адресу, который вы подтвердили, у нас нет учётной записи. Хранится только сама эта просьба.",
                en="There is no account under the address that you confirmed. Only this request itself is kept.",
            ),
            law="94-V art. 24(1)(1)",
        ),
    )
}


def refusals_for(kind: str) -> dict[str, Refusal]:
    """The grounds on which a request of that kind may be refused."""
    return {key: refusal for key, refusal in REFUSALS.items() if not refusal.kinds or kind in refusal.kinds}
