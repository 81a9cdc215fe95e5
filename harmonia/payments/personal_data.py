"""Orders, payments and payouts outlive the account for the tax law's term, with the person taken out of them."""

from harmonia.core.classification import Classified, Kept, Personal, Reduced, Technical, Term

PAID = Personal("payments", erased_by="keep")
NUMBER = Technical("a random number")
WITHOUT_PERSON = Reduced({"person": None})
DETAILS = Personal("payout_details")
WITHOUT_PAYEE = Reduced({"payee": None})
OF_THE_PAYEE = Personal("payments", erased_by="delete")
OF_THE_ORDER = Kept("a number of the order, which has nobody's name any more")

CLASSIFIED = (
    Classified(
        model="payments.Order",
        subject="person_id",
        erasure=WITHOUT_PERSON,
        term=Term("payments", since=("paid_at", "opened_at"), reduced=WITHOUT_PERSON),
        columns={
            "id": PAID,
            "person": Personal("payments", erased_by="delete"),
            "amount_kzt": PAID,
            "about": Technical("what kind of thing is paid for"),
            "about_id": PAID,
            "state": PAID,
            "opened_at": PAID,
            "paid_at": PAID,
        },
    ),
    Classified(
        model="payments.Payment",
        subject="order__person_id",
        erasure=OF_THE_ORDER,
        columns={
            "id": PAID,
            "order": PAID,
            "provider": PAID,
            "provider_reference": PAID,
            "amount_kzt": PAID,
            "state": PAID,
            "surplus": PAID,
            "return_path": Technical("the page of ours to come back to"),
            "started_at": PAID,
            "confirmed_at": PAID,
        },
    ),
    Classified(
        model="payments.Refund",
        subject="payment__order__person_id",
        erasure=OF_THE_ORDER,
        columns={
            "id": PAID,
            "payment": PAID,
            "amount_kzt": PAID,
            "reason": PAID,
            "state": PAID,
            "requested_at": PAID,
            "finished_at": PAID,
        },
    ),
    Classified(
        model="payments.WebhookEvent",
        subject="order__person_id",
        erasure=OF_THE_ORDER,
        columns={
            "id": NUMBER,
            "provider": Technical("who told us"),
            "event_id": Technical("the provider's number of the event"),
            "raw": Technical("ids, an amount and a state in the provider's words; no card, no name"),
            "received_at": Technical("when the provider told us"),
            "processed_at": Technical("when we did what it says"),
            "outcome": Technical("what it came to"),
            "order": Technical("the order that the event is about, which is classified itself"),
        },
    ),
    Classified(model="payments.Account", subject=None, columns={"code": Technical("the name of a ledger account")}),
    Classified(
        model="payments.Transaction",
        subject="order__person_id",
        erasure=OF_THE_ORDER,
        columns={
            "id": NUMBER,
            "kind": Technical("what kind of movement"),
            "source_id": Technical("the payment or refund that it comes from"),
            "order": Technical("the order, which is classified itself"),
            "posted_at": Technical("when it was posted"),
        },
    ),
    Classified(
        model="payments.Posting",
        subject="transaction__order__person_id",
        erasure=OF_THE_ORDER,
        columns={
            "id": Technical("a running number"),
            "transaction": Technical("the movement that this is a side of"),
            "account": Technical("the ledger account"),
            "amount_kzt": Technical("repeats the payment's or refund's amount"),
        },
    ),
    Classified(
        model="payments.PayoutDetails",
        subject="payee_id",
        columns={
            "payee": Technical("whose details they are"),
            "iban": DETAILS,
            "holder": DETAILS,
            "entered_at": Technical("when they were entered"),
        },
    ),
    Classified(
        model="payments.PayoutRun",
        subject=None,
        columns={
            "id": NUMBER,
            "state": Technical("how far the run is"),
            "prepared_by": Technical("a random number of one of the staff, which the journal explains"),
            "prepared_at": Technical("when it was prepared"),
            "decided_by": Technical("a random number of another of the staff"),
            "decided_at": Technical("when that was"),
            "done_at": Technical("when the bank had answered about the last of it"),
        },
    ),
    Classified(
        model="payments.Payout",
        subject="payee_id",
        erasure=WITHOUT_PAYEE,
        term=Term("payments", since=("finished_at",), only={"finished_at__isnull": False}, reduced=WITHOUT_PAYEE),
        columns={
            "id": PAID,
            "run": Technical("the run that it belongs to"),
            "payee": OF_THE_PAYEE,
            "gross_kzt": PAID,
            "commission_kzt": PAID,
            "net_kzt": PAID,
            "sessions": PAID,
            "state": PAID,
            "reference": PAID,
            "finished_at": PAID,
        },
    ),
    Classified(
        model="payments.Earning",
        subject="payee_id",
        while_blocked="a client's word is taken although his specialist is blocked; nothing is paid out",
        erasure=WITHOUT_PAYEE,
        term=Term("payments", since=("held_at",), reduced=WITHOUT_PAYEE),
        columns={
            "id": PAID,
            "order": Technical("the client's order, which is classified itself"),
            "about_id": Technical("the session, which is classified itself"),
            "payee": OF_THE_PAYEE,
            "state": PAID,
            "held_at": PAID,
            "due_at": PAID,
            "gross_kzt": PAID,
            "commission_kzt": PAID,
            "net_kzt": PAID,
            "payout": PAID,
        },
    ),
)
