"""Orders and payments outlive the account for the tax law's term, with the person taken out of them."""

from harmonia.core.classification import Classified, Kept, Personal, Reduced, Technical, Term

PAID = Personal("payments", erased_by="keep")
NUMBER = Technical("a random number")
WITHOUT_PERSON = Reduced({"person": None})
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
)
