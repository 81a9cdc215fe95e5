"""What specialists are owed, and what is sent to them.

A run takes two people, and the database says so. A session earns once, and is paid out by one payout at a time; the
payout's id is the key under which the bank makes the transfer once. `payee` is emptied when he is erased; the sums stay
for the tax law.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.payments.models.orders import Order
from harmonia.payments.states import EarningKind, EarningState, Ground, Mistake, PayoutRunState, PayoutState
from harmonia.vault.fields import EncryptedTextField

EARNED = (EarningState.OWED, EarningState.PAID)


class PayoutDetails(models.Model):
    """Where a specialist's money goes."""

    payee = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    iban = EncryptedTextField(category="payout_details", subject="payee_id")
    holder = EncryptedTextField(category="payout_details", subject="payee_id")
    entered_at = models.DateTimeField()


class PayoutRun(models.Model):
    """All that is owed up to a moment: prepared by one of the staff, approved by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=PayoutRunState.choices, default=PayoutRunState.PREPARED)
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField()
    assigned_to = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PayoutRunState.values), name="payout_run_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(PayoutRunState.APPROVED, PayoutRunState.DONE))
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("prepared_by"))),
                name="a_payout_run_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=PayoutRunState.PREPARED), name="one_payout_run_waits_at_a_time"
            ),
        ]


class Payout(models.Model):
    """What one specialist gets by one run."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(PayoutRun, on_delete=models.PROTECT, related_name="payouts")
    payee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    gross_kzt = models.PositiveIntegerField()
    commission_kzt = models.PositiveIntegerField()
    net_kzt = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.WAITING)
    reference = models.CharField(max_length=80, blank=True, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "payee"], name="one_payout_a_run_and_payee"),
            models.CheckConstraint(condition=Q(state__in=PayoutState.values), name="payout_state_known"),
            models.CheckConstraint(
                condition=Q(net_kzt__gt=0, gross_kzt=F("net_kzt") + F("commission_kzt")), name="payout_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(state=PayoutState.WAITING, finished_at=None)
                | (~Q(state=PayoutState.WAITING) & Q(finished_at__isnull=False)),
                name="payout_finished_has_time",
            ),
        ]

    @property
    def number(self) -> str:
        """What people read out on the telephone."""
        return self.pk.hex[:8].upper()


class PayoutMark(models.Model):
    """Somebody said that a payout was sent by hand: when, and under which number of the bank. A wrong word is not
    rewritten but taken back; then another may stand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="marks")
    reference = models.CharField(max_length=80)
    sent_on = models.DateField()
    marked_by = models.UUIDField()
    marked_at = models.DateTimeField()
    mistake = models.CharField(max_length=12, choices=Mistake.choices, default="", blank=True)
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="a_mark_names_the_transfer"),
            models.CheckConstraint(
                condition=Q(mistake="", taken_back_by=None, taken_back_at=None)
                | Q(mistake__in=Mistake.values, taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="a_mark_is_taken_back_by_somebody",
            ),
            models.UniqueConstraint(fields=["payout"], condition=Q(taken_back_at=None), name="one_mark_a_payout"),
            models.UniqueConstraint(fields=["reference"], condition=Q(taken_back_at=None), name="one_mark_a_transfer"),
        ]


class Earning(models.Model):
    """What one session earns its specialist: held, or paid for and not held through the client. Commission and net are
    known once the term of disputes is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="earnings")
    about_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=EarningKind.choices, default=EarningKind.HELD)
    payee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=EarningState.choices, default=EarningState.WAITING)
    held_at = models.DateTimeField()
    due_at = models.DateTimeField()
    gross_kzt = models.PositiveIntegerField()
    commission_kzt = models.PositiveIntegerField(null=True)
    net_kzt = models.PositiveIntegerField(null=True)
    payout = models.ForeignKey(Payout, null=True, on_delete=models.PROTECT, related_name="earnings")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EarningState.values), name="earning_state_known"),
            models.CheckConstraint(condition=Q(kind__in=EarningKind.values), name="earning_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=EARNED, gross_kzt=F("net_kzt") + F("commission_kzt"))
                | (~Q(state__in=EARNED) & Q(net_kzt=None, commission_kzt=None, payout=None)),
                name="earning_adds_up_once_owed",
            ),
            models.CheckConstraint(
                condition=~Q(state=EarningState.PAID) | Q(payout__isnull=False), name="paid_earning_names_its_payout"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=EarningState.WAITING), name="earnings_waiting"),
            models.Index(fields=["payee", "held_at"], name="earnings_of_payee"),
        ]


class Contested(models.Model):
    """While such a row stands, nothing is owed for the session `about_id`, whether its earning is there yet or not."""

    id = models.BigAutoField(primary_key=True)
    about_id = models.UUIDField()
    ground = models.CharField(max_length=8, choices=Ground.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="contested_ground_known"),
            models.UniqueConstraint(fields=["about_id", "ground"], name="contested_once_a_ground"),
        ]
