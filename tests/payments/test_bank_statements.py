"""A bank's statement marks the payouts that it agrees with, and only those."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from harmonia.accounts.models import Person
from harmonia.accounts.states import ACCOUNTANT
from harmonia.payments import operations, queries
from harmonia.payments.gateways import bank_statements
from harmonia.payments.gateways.bank_statements import NotAStatement, Sent
from harmonia.payments.models import Payout, PayoutMark
from harmonia.payments.states import Differs, PayoutState
from harmonia.vault import reading
from tests import factories
from tests.booking import scene
from tests.payments.earned import CLOSED_IBAN, IBAN, LATER, approved, owed, says_where

database = pytest.mark.django_db(databases=["default", "keys"])
TODAY = LATER.date()
OURS = "KZ00000000000000000A"


def ordinary(number: str, sum_kzt: str, *, to: str = IBAN, day: str = "", purpose: str = "") -> str:
    """A document with the names of the format itself."""
    return (
        f"СекцияДокумент=Платежное поручение\nНомер={number}\nДата={day}\nСумма={sum_kzt}\nПлательщикСчет={OURS}\n"
        f"ДатаСписано={day}\nПолучатель=Boris A.\nПолучательСчет={to}\nНазначениеПлатежа={purpose}\nКонецДокумента\n"
    )


def kazakh(number: str, sum_kzt: str, *, to: str = IBAN, day: str = "", purpose: str = "") -> str:
    """The same with the names that banks of Kazakhstan use."""
    return (
        f"СЕКЦИЯДОКУМЕНТ=выписка\nНомерДокумента={number}\nДатаДокумента={day}\nПолучательИИК={to}\nПлательщикИИК={OURS}\n"
        f"СуммаРасход={sum_kzt}\nДатаОперации={day}\nНазначениеПлатежа={purpose}\nКОНЕЦДОКУМЕНТА\n"
    )


def file_of(*documents: str, encoding: str = "cp1251") -> bytes:
    called = {"cp866": "DOS", "cp1251": "Windows"}.get(encoding, "UTF-8")
    head = f"1CClientBankExchange\nВерсияФормата=1.03\nКодировка={called}\nРасчСчет={OURS}\n"
    return (head + "".join(documents) + "КонецФайла\n").replace("\n", "\r\n").encode(encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("document", [ordinary, kazakh])
def test_both_ways_of_naming_and_every_encoding_are_read(document: Any, encoding: str) -> None:
    raw = file_of(document("77", "9600.00", day="30.11.2026", purpose="Выплата 1A2B3C4D"), encoding=encoding)
    assert bank_statements.read(raw) == [Sent("77", date(2026, 11, 30), Decimal(9600), IBAN, "Выплата 1A2B3C4D")]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\0\0",
        "Номер=1\nКонецФайла\n".encode("cp1251"),
        file_of(ordinary("77", "1.00", day="30.11.2026"))[:-20],
        b"1CClientBankExchange\n" + b"x" * bank_statements.LARGEST,
    ],
    ids=["empty", "picture", "no mark", "cut short", "too large"],
)
def test_what_is_no_whole_statement_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAStatement):
        bank_statements.read(raw)


@pytest.mark.parametrize(
    "document",
    [
        ordinary("", "9600.00", day="30.11.2026"),
        ordinary("77", "much", day="30.11.2026"),
        ordinary("77", "-1", day="30.11.2026"),
        ordinary("77", "NaN", day="30.11.2026"),
        ordinary("77", "9600.00", day="2026-11-30"),
        ordinary("77", "9600.00", day="31.02.2026"),
        ordinary("77", "9600.00", day="30.11.2026", to=""),
        "СекцияДокумент=Платежное поручение\nНомер=77\n",
    ],
)
def test_a_document_that_says_no_transfer_is_passed_over(document: str) -> None:
    good = ordinary("78", "9 600,00", day="30.11.2026")
    assert [each.number for each in bank_statements.read(file_of(document + good))] == ["78"]
    assert bank_statements.read(file_of(document)) == []


@pytest.fixture
def two(settings: Any) -> tuple[UUID, UUID]:
    settings.PAYOUT_BANK = "by_hand"
    nurlan = factories.entered("Nurlan", ACCOUNTANT, number=51, language="en")
    return nurlan.pk, factories.entered("Saule", ACCOUNTANT, number=52, language="en").pk


@pytest.fixture
def waiting(aigerim: Person, two: tuple[UUID, UUID]) -> Payout:
    boris = factories.boris(language="en")
    scene.practice_of(boris)
    owed(aigerim, boris)
    says_where(boris)
    return queries.payouts_in(approved(two).pk).get()


def sent(payout: Payout, **changes: Any) -> Sent:
    said = {"number": "77", "day": TODAY, "sum_kzt": Decimal(payout.net_kzt), "to": IBAN, "purpose": payout.number}
    return Sent(**(said | changes))


def read(payout: Payout, by: UUID, *transfers: Sent) -> operations.Compared:
    with reading.session(actor=None), reading.reading("service", actor=None):
        return operations.read_statement(run_id=payout.run_id, sent=transfers, by=by, at=LATER)


@database
def test_what_the_bank_says_is_marked_once(waiting: Payout, two: tuple[UUID, UUID]) -> None:
    strange = sent(waiting, purpose="Аренда", number="12")
    found = read(waiting, two[1], strange, sent(waiting, purpose=f"Выплата {waiting.number.lower()}, без НДС"))
    assert ([each.pk for each in found.marked], found.differing, found.silent) == ([waiting.pk], (), ())
    assert (Payout.objects.get().state, PayoutMark.objects.get().reference) == (PayoutState.DONE, "77")
    with pytest.raises(operations.WrongState):  # the run is done: nothing waits any more
        read(waiting, two[1], sent(waiting))
    assert PayoutMark.objects.count() == 1


@database
@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"sum_kzt": Decimal("9600.01")}, Differs.SUM),
        ({"to": CLOSED_IBAN}, Differs.ACCOUNT),
        ({"day": date(2026, 1, 1)}, Differs.DAY),
    ],
)
def test_what_differs_is_said_and_not_marked(
    waiting: Payout, two: tuple[UUID, UUID], changes: dict[str, Any], differs: Differs
) -> None:
    found = read(waiting, two[1], sent(waiting, **changes))
    assert [(each.pk, why) for each, why in found.differing] == [(waiting.pk, differs)]
    assert (found.marked, PayoutMark.objects.count(), Payout.objects.get().state) == ((), 0, PayoutState.WAITING)


@database
def test_two_transfers_for_one_payout_are_for_a_person_to_look_at(waiting: Payout, two: tuple[UUID, UUID]) -> None:
    found = read(waiting, two[1], sent(waiting), sent(waiting, number="78"))
    assert [why for _, why in found.differing] == [Differs.TWICE]
    assert PayoutMark.objects.count() == 0


@database
def test_what_the_statement_does_not_name_goes_on_waiting(waiting: Payout, two: tuple[UUID, UUID]) -> None:
    found = read(waiting, two[1], sent(waiting, purpose=f"X{waiting.number}"))  # part of a longer word
    assert ([each.pk for each in found.silent], found.differing) == ([waiting.pk], ())


@database
def test_whoever_prepared_the_run_reads_no_statement_for_it(waiting: Payout, two: tuple[UUID, UUID]) -> None:
    with pytest.raises(operations.SamePerson):
        read(waiting, two[0], sent(waiting))
    assert PayoutMark.objects.count() == 0


@database
def test_while_a_bank_is_asked_no_statement_marks(waiting: Payout, two: tuple[UUID, UUID], settings: Any) -> None:
    settings.PAYOUT_BANK = "sandbox"
    with pytest.raises(operations.NotByHand):
        read(waiting, two[1], sent(waiting))


@database
def test_the_page_takes_the_file_and_says_what_became_of_each_line(aigerim: Person, two: tuple[UUID, UUID]) -> None:
    for number, name in enumerate(("Boris", "Vera")):
        payee = factories.entered(name, "specialist", number=70 + number, language="en")
        scene.practice_of(payee)
        owed(aigerim, payee)
        says_where(payee)
    run = operations.prepare_run(by=two[0], at=now())
    operations.approve_run(run_id=run.pk, by=two[1], at=now())
    one, other = queries.payouts_in(run.pk)
    path = reverse("staff:payout_statement", args=[run.pk])
    preparer, second = (_client(pk) for pk in two)
    assert path in second.get(reverse("staff:payout_run", args=[run.pk])).content.decode()
    assert path not in preparer.get(reverse("staff:payout_run", args=[run.pk])).content.decode()
    assert "another person says" in preparer.get(path).content.decode()
    day = f"{localdate():%d.%m.%Y}"
    good = file_of(
        kazakh("77", f"{one.net_kzt}.00", day=day, purpose=one.number),
        kazakh("78", "1.00", day=day, purpose=other.number),
    )
    refused = _upload(second, path, b"no statement")
    assert (refused.status_code, b"no whole statement" in refused.content) == (422, True)
    assert _upload(preparer, path, good).status_code == 422
    assert PayoutMark.objects.count() == 0
    page = _upload(second, path, good)
    assert page.status_code == 200
    for words in ("1 line is marked", "the sum is another", other.number):
        assert words in page.content.decode()
    assert one.number not in page.content.decode()
    assert list(PayoutMark.objects.values_list("payout", "reference")) == [(one.pk, "77")]
    stranger = Client()
    stranger.force_login(factories.zoe())
    assert stranger.get(path).status_code == 404


def _upload(client: Client, path: str, raw: bytes) -> HttpResponse:
    answer: HttpResponse = client.post(path, {"file": SimpleUploadedFile("statement.txt", raw)})
    return answer


def _client(pk: UUID) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(pk=pk))
    return factories.confirmed(client)
