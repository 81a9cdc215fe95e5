"""Chapters of the document."""

from harmonia.policy.terms import Chapter

INFORMED_CONSENT: tuple[Chapter, ...] = ()
