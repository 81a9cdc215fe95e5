"""The policy in its own words, in the clause numbers of the first one (24.02.2023). Lists are the register's."""

from harmonia.policy.clauses.browsing import BROWSING
from harmonia.policy.clauses.closing import ADDITIONAL, DISPUTES, LIABILITY, SAFETY
from harmonia.policy.clauses.composition import AIMS, COMPOSITION
from harmonia.policy.clauses.definitions import DEFINITIONS
from harmonia.policy.clauses.duties import DUTIES
from harmonia.policy.clauses.general import GENERAL, SUBJECT_MATTER
from harmonia.policy.clauses.processing import PROCESSING
from harmonia.policy.terms import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    DEFINITIONS,
    GENERAL,
    SUBJECT_MATTER,
    COMPOSITION,
    AIMS,
    PROCESSING,
    DUTIES,
    SAFETY,
    BROWSING,
    LIABILITY,
    DISPUTES,
    ADDITIONAL,
)
