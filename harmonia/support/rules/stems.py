"""By which words a letter is understood: for each intent, sets of stems that must meet in one sentence.

A stem matches the beginning of a word; "=word" the whole of it; "a b" two words that follow one another. The tables are
for reading by those who speak the language: nothing else knows any.
"""

from collections.abc import Mapping

from harmonia.support.states import Intent

Stems = tuple[str, ...]

DATA: Stems = (
    "данн", "персональн", "сведени", "информаци", "аккаунт", "учетн", "учетк", "профил", "кабинет", "личн", "анкет",
    "все обо мне",
    "дерек", "мәлімет", "ақпарат", "тіркелг", "профил", "жеке",
    "data", "account", "profile", "information", "details", "records",
)  # fmt: skip
# Not "согласно" and not "келісімшарт": "according to", "contract".
CONSENT: Stems = (
    "согласи", "=келісім", "келісімі", "келісімд", "келісімн", "келісімг", "consent",
)  # fmt: skip
MARKETING: Stems = (
    "рассыл", "реклам", "новост", "маркетинг", "акци", "промо", "предложени", "спам", "подписк", "дайджест",
    "таратылым", "жарнама", "жаңалық", "маркетинг", "ұсыныс", "жазылым", "тарату",
    "newsletter", "marketing", "advert", "promo", "=ads", "=news", "offers", "mailing", "spam", "subscription",
)  # fmt: skip
EVERYTHING: Stems = (
    "обработк", "персональн", "=все", "=всех", "=всё", "полностью", "сервис", "услуг",
    "өңде", "барлық", "толық", "жеке дерек", "қызмет",
    "processing", "personal", "=all", "everything", "service", "entirely",
)  # fmt: skip
WITHDRAW: Stems = (
    "отзыв", "отзов", "отозв", "аннулир", "отменя", "отмени", "забира", "прекраща", "прекрат", "останов", "отказыва",
    "қайтар", "қайтып ал", "кері ал", "бас тарт", "тоқтат", "күшін жо",
    "withdraw", "revoke", "revok", "rescind", "cancel", "take back", "stop", "cease",
)  # fmt: skip
PROCESSING: Stems = (
    "обработк",
    "обрабатыва",
    "использова",
    "өңде",
    "пайдалан",
    "processing",
    "process",
    "=using",
    "=use",
)
SEND: Stems = (
    "присыла", "отправля", "посыла", "шлите", "слать", "беспоко", "пиши",
    "жібер", "жазба", "мазала",
    "send", "email", "mail", "write", "contact",
)  # fmt: skip
UNSUBSCRIBE: Stems = (
    "отпис", "отказ", "исключ", "убер", "удал", "прекрат", "останов", "хватит", "отключ",
    "бас тарт", "шығар", "тоқтат", "алып таста", "өшір", "қажет емес", "керек емес",
    "remove", "stop", "opt out", "opt me out", "take me off", "no more", "cancel", "turn off", "end",
)  # fmt: skip
NEVER: Stems = ("=не", "=нет", "больше не", "хватит", "жібермең", "жазбаң", "мазаламаң", "do not", "dont",
        "don't", "no more",
                "stop", "never")  # fmt: skip

# intent -> the ways of saying it; each way: sets that must all be met in one sentence.
SAYINGS: Mapping[Intent, tuple[tuple[Stems, ...], ...]] = {
    Intent.WITHDRAW_EVERYTHING: (
        (WITHDRAW, CONSENT),
        (("прекрат", "прекраща", "останов", "тоқтат", "stop", "cease"), PROCESSING, DATA),
    ),
    Intent.WITHDRAW_MARKETING: (
        (UNSUBSCRIBE, MARKETING),
        (WITHDRAW, MARKETING),
        (NEVER, SEND, MARKETING),
        (("отпишите", "отписать", "отписаться", "отписка", "unsubscribe"),),
        (("жібермең", "мазаламаң"), ("хат", "хабарлама", "жарнама", "жаңалық")),
    ),
    Intent.ERASURE: (
        (("удал", "уничтож", "сотр", "стереть", "стира", "ликвидир", "закрыт", "закрой"), DATA),
        (("өшір", "жой", "жоюды", "жабыңыз"), DATA),
        (("delete", "deletion", "erase", "erasure", "remove", "destroy", "wipe", "close"), DATA),
        (("right to be forgotten", "забудьте обо мне", "быть забыт"),),
    ),
    Intent.INFORMATION: (
        (("предостав", "пришлите", "выслать", "вышлите", "сообщите", "выдайте", "выгруз", "=какие", "=какую",
        "копи", "узнать",
          "храните", "ознаком", "получить"), ("данн", "сведени", "информаци"), ("=мне", "=меня", "=мои",
          "=моих", "=мной",
          "=мою", "=моей", "персональн", "личн")),
        (("беріңіз", "жіберіңіз", "көшірме", "қандай", "сақтайсыз", "сақтап", "білгім", "алғым", "танысу"),
         ("дерек", "мәлімет", "ақпарат"), ("=мен", "менің", "маған", "=өзім", "жеке", "туралы", "=дерегімді",
         "деректерім", "дерегім", "мәліметтерім")),
        (("copy", "access", "send me", "export", "provide", "what", "which", "give me", "obtain"),
         ("data", "information", "details"), ("=my", "about me", "=me", "personal")),
    ),
    Intent.CORRECTION: (
        (("исправ", "измените", "изменить", "обнов", "уточн", "замен", "неверн", "ошиб", "неправильн",
        "поменя", "смени"),
         ("данн", "=имя", "имени", "фамили", "телефон", "номер", "адрес", "почт", "возраст", "=email", "отчеств")),
        (("түзет", "өзгерт", "жаңарт", "дұрыста", "=қате", "қате жаз", "ауыстыр"),
         ("дерек", "=атым", "атымды", "есім", "=тегім", "тегімді", "телефон", "нөмір", "мекенжай", "пошта", "жасым")),
        (("correct", "rectif", "change", "update", "=fix", "wrong", "mistake", "misspel", "incorrect"),
         ("data", "=name", "surname", "phone", "=number", "address", "=email", "=age", "details")),
    ),
    Intent.BLOCKING: (
        (("заблокир", "блокир", "приостанов", "ограничьте", "ограничить", "заморо"),
         ("данн", "обработк", "аккаунт", "учетн", "профил", "сведени")),
        (("бұғатта", "блокта", "шектеңіз", "шектеу", "уақытша тоқтат"), ("дерек", "өңде", "аккаунт", "тіркелг",
        "мәлімет")),
        (("block", "suspend", "restrict", "freeze"), ("data", "processing", "account", "profile", "information")),
    ),
    Intent.COMPLAINT: (
        (("жалоб", "жалуюсь", "претензи", "возмущ", "недоволен", "недовольна", "наруша", "наруши"),),
        (("шағым", "арыз", "наразы", "бұзды", "бұзып"),),
        (("complain", "grievance", "=violated", "unacceptable"),),
    ),
    Intent.NOT_ME: (
        (("это не я", "не регистрир", "не мой аккаунт", "не моя учетн", "не ваш клиент", "ошиблись адрес",
        "не тот адрес",
          "чужой аккаунт", "не мои данные", "без моего ведома", "кто то использовал", "не создавал"),),
        (("бұл мен емес", "тіркелген жоқпын", "тіркелмедім", "менің аккаунтым емес", "менің тіркелгім емес",
          "менің деректерім емес", "басқа біреу"),),
        (("not me", "wasnt me", "wasn't me", "never registered", "never signed up", "did not register",
        "didn't register",
          "didnt register", "not my account", "wrong address", "wrong person", "not your client", "someone used my",
          "somebody used my", "did not sign up", "didn't sign up"),),
    ),
}  # fmt: skip

# Words that turn a sentence round, or make it a question, a condition, a story about another.
NEGATION: Stems = (
    "=не",
    "=нет",
    "=ни",
    "нельзя",
    "=емес",
    "=жоқ",
    "=not",
    "=no",
    "=never",
    "don't",
    "dont",
    "doesn't",
    "=nor",
)
ASKING: Stems = ("=как", "каким образом", "можно ли", "могу ли", "=если", "=ли", "что будет", "=когда", "передумал",
                 "қалай", "=егер", "бола ма", "=ше",
                 "how", "=if", "what happens", "can i", "may i", "is it possible", "whether",
                 "changed my mind")  # fmt: skip
QUESTION = "?"
# After a Kazakh stem these endings say the contrary: "өшірмеңіз" is "do not erase".
KAZAKH_NOT = r"(?:[а-яәғқңөұүһіё]{0,4}?)(?:ма|ме|ба|бе|па|пе)(?:ңыз|ңіз|ң|й|с|у|ш|ған|ген|ймын|ймін|$)"
