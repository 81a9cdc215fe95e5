"""Chapters of the document."""

from harmonia.policy.terms import Chapter

OFFER: tuple[Chapter, ...] = ()
