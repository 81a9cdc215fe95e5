"""Chapters of the document."""

from harmonia.policy.terms import Chapter

CONFIDENTIALITY: tuple[Chapter, ...] = ()
