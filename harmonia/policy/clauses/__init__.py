"""The policy's own words, clause by clause."""

from harmonia.policy.terms import Chapter

CHAPTERS: tuple[Chapter, ...] = ()
