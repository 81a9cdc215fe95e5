from harmonia.notices.queries.notices import inbox, locked, preferences, unread, wanted

__all__ = ["inbox", "locked", "preferences", "unread", "wanted"]
