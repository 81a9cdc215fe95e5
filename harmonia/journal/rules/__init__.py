"""Pure decisions of the journal: the tree, what an entry says, and documents that anyone may verify."""

from harmonia.journal.rules.documents import FORMAT, Document, NotADocument, canonical, document_hash
from harmonia.journal.rules.entries import LONGEST_FACT, NotAFact, checkpoint_text, commitment, leaf_text, plain_facts
from harmonia.journal.rules.proofs import CONSISTENCY_FORMAT, Malformed, Verdict, consistent, fingerprint, verify
from harmonia.journal.rules.tree import (
    EMPTY_ROOT,
    NodeOf,
    consistency_path,
    extends,
    grow,
    includes,
    inclusion_path,
    leaf_hash,
    node_hash,
    peaks,
    root,
)

__all__ = [
    "CONSISTENCY_FORMAT",
    "EMPTY_ROOT",
    "FORMAT",
    "LONGEST_FACT",
    "Document",
    "Malformed",
    "NodeOf",
    "NotADocument",
    "NotAFact",
    "Verdict",
    "canonical",
    "checkpoint_text",
    "commitment",
    "consistency_path",
    "consistent",
    "document_hash",
    "extends",
    "fingerprint",
    "grow",
    "includes",
    "inclusion_path",
    "leaf_hash",
    "leaf_text",
    "node_hash",
    "peaks",
    "plain_facts",
    "root",
    "verify",
]
