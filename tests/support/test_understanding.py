"""What a letter asks, by its words; and that any bytes at all end somewhere."""

import string
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmonia.support import operations
from harmonia.support.models import Letter
from harmonia.support.rules import alignment, headers, intents, machines, quoting, reading, stems, threads
from harmonia.support.states import Intent, LetterState
from tests.factories import NOW
from tests.support.writing import compose

MEANT = {
    Intent.WITHDRAW_EVERYTHING: (
        "Прошу отозвать моё согласие на обработку персональных данных.",
        "Отзываю согласие",
        "Прекратите обработку моих персональных данных",
        "Келісімімді қайтарып аламын",
        "Деректерімді өңдеуге берген келісімімді кері қайтарамын.",
        "Деректерімді өңдеуді тоқтатыңыз",
        "I withdraw my consent to the processing of my personal data.",
        "Please stop processing my data",
        "I revoke my consent.",
    ),
    Intent.WITHDRAW_MARKETING: (
        "Отпишите меня от рассылки",
        "Не присылайте мне больше рекламу",
        "Отзываю согласие на рекламные рассылки",
        "Маған жарнама жібермеңіз",
        "Жаңалықтар таратылымынан шығарыңыз",
        "unsubscribe",
        "Please remove me from your newsletter",
        "Don't send me any more promo",
    ),
    Intent.ERASURE: ("Удалите мой аккаунт", "Деректерімді өшіріңіз", "Тіркелгімді жойыңыз", "Delete my account."),
    Intent.INFORMATION: (
        "Какие данные обо мне вы храните?",
        "Мен туралы қандай деректер сақтайсыз?",
        "Please send me a copy of my data",
    ),
    Intent.CORRECTION: (
        "Исправьте номер телефона в моих данных",
        "Менің атымды түзетіңіз, қате жазылған",
        "My phone number is wrong, please correct it",
    ),
    Intent.BLOCKING: (
        "Заблокируйте обработку моих данных",
        "Деректерімді бұғаттаңыз",
        "Restrict the processing of my data",
    ),
    Intent.COMPLAINT: ("Это жалоба на специалиста", "Шағымым бар", "I want to complain"),
    Intent.NOT_ME: ("Это не я, я не регистрировалась у вас", "Бұл мен емес, мен тіркелмедім", "This is not my account"),
    Intent.OTHER: ("Не могу записаться на среду", "Сессияға кіре алмай отырмын", "Hello, what time is my session?"),
}


@pytest.mark.parametrize(("meant", "said"), [(meant, said) for meant, all_ in MEANT.items() for said in all_])
def test_each_intent_in_three_languages(meant: Intent, said: str) -> None:
    assert intents.understand("", said).intents == (meant,)
    assert intents.understand("", f"Здравствуйте!\n{said}\nС уважением, А.").intents == (meant,)
    assert intents.understand(said, "").intents == (meant,)


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ("Я не отзываю согласие", "negation"),
        ("Не удаляйте мой аккаунт", "negation"),
        ("Деректерімді өшірмеңіз", "negation"),
        ("Келісімімді қайтармаймын", "negation"),
        ("Please do not delete my account", "negation"),
        ("Не отписывайте меня от рассылки", "negation"),
        ("Don't stop the newsletter", "negation"),
        ("Как отозвать согласие?", "question"),
        ("Қалай келісімімді қайтарып аламын", "question"),
        ("If I withdraw my consent, what happens", "question"),
        ("Удалите мои данные. Пришлите копию моих данных.", "several"),
        ("Отзываю согласие\n" + "слово " * 800, "long"),
        ("", "empty"),
    ],
)
def test_doubt_is_for_a_person(said: str, doubt: str) -> None:
    assert intents.understand("", said) == intents.Understood((Intent.UNCLEAR,), doubt)


@pytest.mark.parametrize(
    "said",
    [
        "Отмените запись согласно правилам",
        "Келісімшартты тоқтату туралы сұрақ",
        "Оставила отзыв о специалисте",
        "We stop here, the data plan is over",
    ],
)
def test_words_that_only_sound_alike_ask_for_nothing(said: str) -> None:
    assert intents.understand("", said).intents in ((Intent.OTHER,), (Intent.UNCLEAR,))


def test_anothers_words_are_not_his() -> None:
    assert intents.understand("Fwd: Отзыв согласия", "Отзываю согласие").doubt == "forwarded"
    assert intents.understand("Re: Отзыв согласия", "Спасибо").intents == (Intent.OTHER,)
    answered = "Спасибо!\n\nOn Mon, 23 Nov 2026 Help wrote:\n> Отзываю согласие"
    assert quoting.own_words(answered) == "Спасибо!"
    assert quoting.own_words("Спасибо\n-----Исходное сообщение-----\nОтзываю согласие") == "Спасибо"
    assert quoting.own_words("> Отзываю согласие\nНет, спасибо\n-- \nАйгерим") == "Нет, спасибо"


def test_both_go_together_and_the_wider_holds_the_narrower() -> None:
    said = intents.understand("", "Отзываю согласие и прошу удалить все мои данные").intents
    assert set(said) == {Intent.WITHDRAW_EVERYTHING, Intent.ERASURE}
    assert intents.understand("", "Отзываю согласие на обработку данных. Отпишите от рассылки.").intents == (
        Intent.WITHDRAW_EVERYTHING,
    )


def test_every_intent_that_acts_has_its_sayings_in_each_alphabet() -> None:
    for intent, sayings in stems.SAYINGS.items():
        words = " ".join(stem for saying in sayings for group in saying for stem in group)
        assert set(words) & set("абв"), intent
        assert set(words) & set("әғқңөұүһі"), intent
        assert set(words) & set(string.ascii_lowercase), intent


@pytest.mark.parametrize(("said", "spoken"), [("Сәлеметсіз бе", "kk"), ("Здравствуйте", "ru"), ("Hello", "en")])
def test_the_language_to_answer_in(said: str, spoken: str) -> None:
    assert intents.language(said) == spoken


def test_a_letter_of_mark_up_alone_is_read_without_what_it_quotes() -> None:
    page = "<html><style>p{}</style><p>Удалите&nbsp;мой аккаунт</p><blockquote>Отзываю согласие</blockquote>"
    read = reading.read(compose(page, html=True))
    assert "Удалите" in read.own_words
    assert "Отзываю" not in read.own_words


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "x-unknown", "utf-8"])
def test_words_survive_a_wrong_label(charset: str) -> None:
    head = f"From: a@b.kz\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    spelled = "utf-8" if charset == "x-unknown" else charset
    assert "Отзываю" in reading.read(head.encode() + "Отзываю согласие".encode(spelled)).own_words


def test_marks_of_machines_and_of_people() -> None:
    own = frozenset({"help@harmonia.kz"})
    person = headers.split(compose("x", Auto_Submitted="no"))
    assert (machines.automatic(person, own=own), machines.answerable(person)) == ("", True)
    for sender in ("MAILER-DAEMON@x.kz", "postmaster@x.kz", "help@harmonia.kz"):
        assert machines.automatic(headers.split(compose("x", sender=sender)), own=own)
    assert not machines.answerable(headers.split(compose("x", sender="no-reply@x.kz")))


def test_threads_are_named_by_marks() -> None:
    own = frozenset({"help@harmonia.kz"})
    assert threads.token({"a@b.kz", "help+abc123@harmonia.kz"}, own) == "abc123"
    assert threads.token({"help@harmonia.kz", "help+abc@evil.kz", "x+abc@harmonia.kz"}, own) == ""
    assert (threads.numbered("Re: L-2026-000017"), threads.numbered("L-2026-17")) == (17, None)


def test_where_an_organisation_begins() -> None:
    published = {
        "_dmarc.kz": ["v=DMARC1; psd=y"],
        "_dmarc.a.kz": ["v=DMARC1; p=none"],
        "_dmarc.own.b.kz": ["v=DMARC1; psd=n"],
    }
    texts: Any = lambda name: published.get(name, [])  # noqa: E731  a table as a function
    assert alignment.organisation("x.y.a.kz", texts) == "a.kz"
    assert alignment.organisation("x.own.b.kz", texts) == "own.b.kz"
    assert alignment.organisation("b.kz", texts) == "b.kz"
    assert not alignment.aligned("a.kz", "b.kz", "r", texts)
    only_the_country: Any = {"_dmarc.kz": ["v=DMARC1; p=none"]}.get
    assert not alignment.aligned("a.kz", "b.kz", "r", lambda name: only_the_country(name, []))
    assert len(alignment.walk(".".join("abcdefghijklmnop") + ".kz")) == 8


HOSTILE = st.one_of(
    st.binary(max_size=600),
    st.lists(
        st.tuples(
            st.sampled_from(
                [b"From", b"Subject", b"To", b"Date", b"Message-ID", b"Content-Type", b"Content-Disposition",
                 b"Content-Transfer-Encoding", b"MIME-Version", b"References", b"Received", b"Reply-To"]
            ),
            st.one_of(
                st.binary(max_size=60),
                st.sampled_from(
                    [b"=?utf-8?q?=?=", b"=?x-none?b?====?=", b"<>", b'"', b"multipart/mixed; boundary=", b"@", b"<@>",
                     b"multipart/mixed; boundary=\"b\"", b"text/plain; charset*=x''%", b"message/rfc822", b"a@b (c(d",
                     b"=?utf-8?B?8J+YgA==?= <a@b.kz>", b"attachment; filename*0*=utf-8''%F0", b"\xff\xfe", b"base64",
                     b"Thu, 99 Xxx 99999 99:99:99 +9999", b",,,;;:<", b"[", b"\\", b"a@[1.2.3.4]",
                     b"text/plain; charset=\x00"]
                ),
            ),
        ),
        max_size=9,
    ).map(lambda lines: b"".join(name + b": " + value + b"\r\n" for name, value in lines) + b"\r\n--b\r\n\r\nx"),
)  # fmt: skip


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_reading_raises_one_thing_only(raw: bytes) -> None:
    try:
        read = reading.read(raw)
    except reading.Unreadable:
        return
    (read.subject + read.text + read.own_words + read.sender).encode()
    machines.automatic(read.fields, own=())
    reading.identity(raw, read)


@pytest.mark.parametrize(
    "head", [b"Message-ID: <[", b'To: "', b"To: a@[", b"To: <@", b"Date: 1 Jan 2024 00:00 -99999999999999"]
)
def test_what_makes_the_standard_library_raise_is_read_or_named(head: bytes) -> None:
    raw = head + b"\r\nSubject: x\r\n\r\nwords"
    message: Any = message_from_bytes(raw, policy=policy.default)
    with pytest.raises((IndexError, AttributeError, OverflowError)):  # the control: there is something to be caught
        [str(value) for value in message.values()]
    assert reading.read(raw).own_words == "words"


@pytest.mark.parametrize("charset", [b"hex", b"idna", b"utf-8\x00", b"\xff", b"unicode_escape", b"undefined"])
def test_no_name_of_an_alphabet_stops_the_reading(charset: bytes) -> None:
    raw = b"From: a@b.kz\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\nwords"
    assert "words" in reading.read(raw).own_words


@pytest.mark.django_db(databases=["default", "keys"])
@given(HOSTILE.filter(bool))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_bytes_are_stored_and_end_in_a_state(raw: bytes) -> None:
    letter = operations.take_in(raw=raw, way="mailbox", at=NOW)
    found = operations.sort(letter_id=letter.pk, at=NOW)
    assert found is not None
    assert found.state != LetterState.STORED
    assert Letter.objects.filter(pk=letter.pk, raw_digest=letter.raw_digest).exists()
