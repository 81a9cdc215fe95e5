from harmonia.notices.models.campaigns import Campaign, CampaignText, Interest, Tally
from harmonia.notices.models.notices import Notice, Preference, UnsubscribeLink
from harmonia.notices.models.returns import Return

__all__ = ["Campaign", "CampaignText", "Interest", "Notice", "Preference", "Return", "Tally", "UnsubscribeLink"]
