"""News and offers to many. A campaign holds nobody's data: whom it goes to is asked of the consents at the time.

What was approved cannot be changed: a trigger refuses it (migrations), and its hash stands in the journal.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.notices.states import CampaignState, Channel, Kind

LANGUAGES = ("kk", "ru", "en")
WRITTEN_ONLY = (CampaignState.DRAFT, CampaignState.PROPOSED)


class Campaign(models.Model):
    """One letter or SMS for all who agreed and, with `interest`, ticked that section of the news.

    `reached`: the last person whom the walk has come by. `walked_at`: it has come by everybody; letters may still wait.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    interest = models.CharField(max_length=24, blank=True)
    languages = models.JSONField()
    path = models.CharField(max_length=200)
    offer_from_on = models.DateField(null=True)
    offer_until_on = models.DateField(null=True)
    a_minute = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    content_sha256 = models.CharField(max_length=64, blank=True)
    entry_id = models.BigIntegerField(null=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    reached = models.UUIDField(null=True)
    walked_at = models.DateTimeField(null=True)
    next_batch_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=(Kind.NEWS, Kind.OFFERS)), name="a_campaign_is_news_or_offers"),
            models.CheckConstraint(
                condition=Q(channel__in=(Channel.EMAIL, Channel.SMS)), name="a_campaign_goes_by_letter_or_sms"
            ),
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="a_campaign_leads_to_our_own_site"),
            models.CheckConstraint(
                condition=Q(kind=Kind.NEWS, offer_from_on=None, offer_until_on=None)
                | Q(kind=Kind.OFFERS, offer_from_on__isnull=False, offer_until_on__isnull=False)
                & Q(offer_until_on__gte=F("offer_from_on")),
                name="an_offer_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")), name="a_campaign_takes_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WRITTEN_ONLY) | Q(approved_by__isnull=False), name="nothing_goes_unapproved"
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state=CampaignState.SENDING), name="campaigns_under_way"),
        ]


class CampaignText(models.Model):
    """Its words in one language: plain paragraphs and the name of one link."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=90)
    body = models.TextField()
    action = models.CharField(max_length=40)
    sms = models.CharField(max_length=140)
    rules = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language"], name="one_text_a_campaign_and_language"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="campaign_language_known"),
        ]


class Tally(models.Model):
    """How many letters of a campaign came to an outcome. Numbers alone, which outlive the letters."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tallies")
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "outcome", "reason"], name="one_tally_an_outcome"),
        ]


class Interest(models.Model):
    """A section of the news that a person ticked for himself, beside his consents to marketing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    interest = models.CharField(max_length=24)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "interest"], name="one_interest_a_person")]
        indexes = [models.Index(fields=["interest", "person"], name="people_of_an_interest")]
