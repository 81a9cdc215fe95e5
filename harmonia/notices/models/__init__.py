from harmonia.notices.models.notices import Notice, Preference, UnsubscribeLink
from harmonia.notices.models.returns import Return

__all__ = ["Notice", "Preference", "Return", "UnsubscribeLink"]
