from harmonia.notices.models.notices import Notice, Preference, UnsubscribeLink

__all__ = ["Notice", "Preference", "UnsubscribeLink"]
