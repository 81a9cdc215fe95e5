"""What came after a session of Dina's: a dispute in which the service has answered and proposed, and waits for her.
And a code that takes a tenth off the next session, for whoever wants to try one."""

from datetime import datetime, timedelta

from harmonia.accounts.models import Person
from harmonia.booking import queries as bookings
from harmonia.booking.states import COMPLETED
from harmonia.config.planting import history
from harmonia.payments import operations as payments
from harmonia.payments.models import Promo
from harmonia.support import operations as support
from harmonia.support.models import Dispute

CODE = "DEMO10"
SAID = "Связь дважды обрывалась, и мы потеряли минут двадцать. Хочу вернуть часть оплаты."
ANSWERED = "Мы видим оба обрыва, и они случились по нашей вине. Предлагаем вернуть 4 000 ₸."
BACK_KZT = 4_000


def plant(at: datetime, *, client: Person, supporter: Person, owner: Person) -> None:
    _dispute(at, client, supporter)
    if not Promo.objects.exists():
        since = at - timedelta(days=1)
        payments.make_promo(
            code=CODE, per_cent=10, starts_at=since, ends_at=at + timedelta(days=60), most_uses=100, by=owner.pk,
            at=since,
        )  # fmt: skip


def _dispute(at: datetime, client: Person, supporter: Person) -> None:
    held = bookings.appointments_as_client(client).filter(state=COMPLETED).order_by("-starts_at", "pk").first()
    if held is None or Dispute.objects.exists():
        return
    opened = support.open_dispute(
        about="session", about_id=held.pk, text=SAID, opener=client, at=at - timedelta(days=2)
    )  # fmt: skip
    yesterday = at - timedelta(days=1)
    support.assign_dispute(dispute_id=opened.pk, to=supporter, by=supporter, at=yesterday)
    support.propose(dispute_id=opened.pk, amount_kzt=BACK_KZT, text=ANSWERED, by=supporter, at=yesterday)
    history.deliver()
