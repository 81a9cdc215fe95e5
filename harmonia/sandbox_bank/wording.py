"""The bank's words. A program of its own has its own, in the three languages of its customers."""

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

WORDS: dict[str, dict[str, str]] = {
    "bank": {"kk": "Жаттығу банкі", "ru": "Учебный банк", "en": "Practice bank"},
    "practice": {
        "kk": "Бұл — жаттығу банкі: нағыз карталар мен нағыз ақша мұнда жоқ. Нағыз картаның нөмірін енгізбеңіз.",
        "ru": "Это учебный банк: настоящих карт и денег здесь нет. Не вводите номер настоящей карты.",
        "en": "This is a practice bank: no real cards, no real money. Do not type a real card's number.",
    },
    "title": {"kk": "Төлем", "ru": "Оплата", "en": "Payment"},
    "to_pay": {"kk": "Төленетін сома", "ru": "К оплате", "en": "To pay"},
    "amount": {"kk": "Сома", "ru": "Сумма", "en": "Amount"},
    "order": {"kk": "Төлем нөмірі", "ru": "Номер платежа", "en": "Payment number"},
    "card_number": {"kk": "Карта нөмірі", "ru": "Номер карты", "en": "Card number"},
    "card_hint": {
        "kk": "Төмендегі жаттығу нөмірлерінің бірі: 16 сан.",
        "ru": "Один из учебных номеров ниже: 16 цифр.",
        "en": "One of the practice numbers below: 16 digits.",
    },
    "pay": {"kk": "{amount} төлеу", "ru": "Оплатить {amount}", "en": "Pay {amount}"},
    "test_cards": {"kk": "Жаттығу карталары", "ru": "Учебные карты", "en": "Practice cards"},
    "use": {"kk": "Осы картамен төлеу", "ru": "Оплатить этой картой", "en": "Pay with this card"},
    "success": {"kk": "Төлем бірден өтеді", "ru": "Оплата проходит сразу", "en": "The payment succeeds at once"},
    "decline": {"kk": "Банк төлемнен бас тартады", "ru": "Банк отказывает в оплате", "en": "The bank declines"},
    "slow": {
        "kk": "Төлем сегіз секундтан кейін өтеді",
        "ru": "Оплата проходит через восемь секунд",
        "en": "The payment succeeds after eight seconds",
    },
    "late": {
        "kk": "Төлем жиырма минуттан кейін өтеді",
        "ru": "Оплата проходит через двадцать минут",
        "en": "The payment succeeds after twenty minutes",
    },
    "no_refund": {
        "kk": "Төлем өтеді, бірақ ақшаны қайтару мүмкін болмайды",
        "ru": "Оплата проходит, но возврат на эту карту не удаётся",
        "en": "The payment succeeds, but a refund to this card fails",
    },
    "wrong_number": {
        "kk": "Мұндай жаттығу картасы жоқ. Төмендегі нөмірлердің бірін енгізіңіз.",
        "ru": "Такой учебной карты нет. Введите один из номеров ниже.",
        "en": "There is no such practice card. Type one of the numbers below.",
    },
    "processing": {
        "kk": "Банк төлеміңізді өңдеп жатыр. Бұл бет өзі жаңарады.",
        "ru": "Банк обрабатывает ваш платёж. Страница обновится сама.",
        "en": "The bank is working on your payment. This page refreshes by itself.",
    },
    "succeeded": {"kk": "Төлем өтті.", "ru": "Оплата прошла.", "en": "The payment succeeded."},
    "declined": {
        "kk": "Банк төлемнен бас тартты. Ақша алынған жоқ.",
        "ru": "Банк отказал в оплате. Деньги не списаны.",
        "en": "The bank declined the payment. No money was taken.",
    },
    "back": {"kk": "Дүкенге оралу", "ru": "Вернуться в магазин", "en": "Return to the shop"},
    "missing": {"kk": "Мұндай төлем жоқ.", "ru": "Такого платежа нет.", "en": "There is no such payment."},
    "language": {"kk": "Тіл", "ru": "Язык", "en": "Language"},
}


def word(key: str, language: str) -> str:
    return WORDS[key].get(language, WORDS[key]["ru"])
