"""Chapters of the document."""

from harmonia.policy.terms import Chapter

STAFF_WARNING: tuple[Chapter, ...] = ()
