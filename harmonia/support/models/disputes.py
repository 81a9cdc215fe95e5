"""Disputes: what was said in them, and what was proposed.

Each dispute is a subject of the vault: all that is said in it stands under one key of its own, read by its sides and by
who leads it, and gone with it. What stands in clear says nothing of a person: states, times, sums, random numbers.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.payments.models import Order, Refund
from harmonia.support.states import STANDING, DisputeAbout, DisputeState, Gives, ProposalState, Side
from harmonia.vault.fields import EncryptedTextField


class Dispute(models.Model):
    """`opener` opened it, from `opener_side`; `other` is whom he met, where it is about a session. `order`: whose money
    could go back. `answered_at`: the service's first word, which the term of the law asks for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opener = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opener_side = models.CharField(max_length=10, choices=Side.choices)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.CharField(max_length=8, choices=DisputeAbout.choices)
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    letter_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=DisputeState.choices, default=DisputeState.OPENED)
    assigned_to = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DisputeState.values), name="dispute_state_known"),
            models.CheckConstraint(
                condition=Q(about=DisputeAbout.SESSION, appointment__isnull=False)
                | Q(about=DisputeAbout.PAYMENT, appointment=None, order__isnull=False)
                | Q(about=DisputeAbout.SERVICE, appointment=None, order=None),
                name="dispute_is_about_what_it_says",
            ),
            models.CheckConstraint(condition=~Q(opener_side=Side.SERVICE), name="dispute_is_opened_by_a_person"),
            models.CheckConstraint(condition=Q(other=None) | ~Q(other=F("opener")), name="dispute_has_two_sides"),
            models.CheckConstraint(
                condition=Q(state__in=STANDING, over_at=None) | (~Q(state__in=STANDING) & Q(over_at__isnull=False)),
                name="dispute_over_has_time",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(state__in=STANDING, appointment__isnull=False),
                name="one_standing_dispute_a_session",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=STANDING, about=DisputeAbout.PAYMENT),
                name="one_standing_dispute_a_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=STANDING), name="disputes_waiting"),
            models.Index(fields=["opener", "-opened_at"], name="disputes_opened_by"),
            models.Index(fields=["other", "-opened_at"], name="disputes_with"),
        ]

    @property
    def number(self) -> str:
        """What people quote: it opens nothing by itself."""
        return f"D-{self.pk.hex[:8].upper()}"

    @property
    def path(self) -> str:
        """Where staff work on it."""
        return f"/desk/disputes/{self.pk}/"

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    def side_of(self, person: Person) -> Side | None:
        """Which side the person is; None: neither."""
        if person.pk == self.opener_id:
            return Side(self.opener_side)
        if person.pk == self.other_id:
            return Side.SPECIALIST if self.opener_side == Side.CLIENT else Side.CLIENT
        return None


class DisputeMessage(models.Model):
    """One thing said. `author` where a side said it, `written_by` where one of the staff did; `text` goes with its
    author.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_by = models.UUIDField(null=True)
    text = EncryptedTextField(category="dispute_words", subject="dispute_id", null=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_known"),
            models.CheckConstraint(
                condition=Q(side=Side.SERVICE, author=None, written_by__isnull=False)
                | (~Q(side=Side.SERVICE) & Q(written_by=None)),
                name="message_names_its_writer",
            ),
        ]
        indexes = [models.Index(fields=["dispute", "written_at"], name="messages_of_dispute")]


class DisputeProposal(models.Model):
    """What one side offers and another may accept: so much back to the client, or nothing but its words.

    `amount_kzt`: of a session or of a package's rest, what it was worth when it was offered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="proposals")
    message = models.OneToOneField(DisputeMessage, on_delete=models.CASCADE, related_name="proposal")
    made_by = models.CharField(max_length=10, choices=Side.choices)
    made_to = models.CharField(max_length=10, choices=Side.choices)
    gives = models.CharField(max_length=8, choices=Gives.choices, default=Gives.MONEY)
    amount_kzt = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(condition=~Q(made_by=F("made_to")), name="proposal_goes_to_another"),
            models.CheckConstraint(
                condition=Q(gives=Gives.MONEY) | Q(gives__in=(Gives.SESSION, Gives.REST), amount_kzt__gt=0),
                name="proposal_gives_something_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, answered_at=None)
                | (~Q(state=ProposalState.OPEN) & Q(answered_at__isnull=False)),
                name="proposal_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(refund=None) | Q(state=ProposalState.ACCEPTED, amount_kzt__gt=0),
                name="proposal_refunds_once_accepted",
            ),
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state=ProposalState.OPEN), name="one_open_proposal_a_dispute"
            ),
        ]
