from harmonia.notices.models.campaigns import Campaign, CampaignText, Interest, Tally
from harmonia.notices.models.devices import Device, QuietHours
from harmonia.notices.models.notices import Notice, Preference, UnsubscribeLink
from harmonia.notices.models.returns import Return

__all__ = [
    "Campaign",
    "CampaignText",
    "Device",
    "Interest",
    "Notice",
    "Preference",
    "QuietHours",
    "Return",
    "Tally",
    "UnsubscribeLink",
]
