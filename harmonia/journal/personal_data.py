"""The journal keeps what happened for as long as the service lives; who it happened to goes with the person's key."""

from harmonia.core.classification import Classified, Personal, Technical

TREE = Technical("a hash, or a place in the tree")

CLASSIFIED = (
    Classified(
        "journal.Entry",
        None,
        {
            "id": Technical("the order of arrival"),
            "uid": Technical("a random number"),
            "transaction": Technical("the database's number of the writing transaction"),
            "at": Technical("when it happened; says of whom only with the person's key"),
            "event": Technical("the name of an event"),
            "tag": Personal("journal_records", withheld="a keyed hash by which your records are found"),
            "record": Personal("journal_records"),
            "committed": TREE,
            "leaf": TREE,
            "document": TREE,
        },
    ),
    Classified(
        "journal.Act",
        None,
        {
            "entry": Technical("the entry that says what was done"),
            "actor": Technical("a random number of one of the staff"),
            "about": Technical("a random number of whom it was about; once he is gone it leads nowhere"),
            "purpose": Technical("a purpose of the register"),
        },
    ),
    Classified("journal.Leaf", None, {"position": TREE, "entry": TREE, "hash": TREE}),
    Classified("journal.Node", None, {"id": TREE, "level": TREE, "index": TREE, "hash": TREE}),
    Classified("journal.Seal", None, {"id": TREE, "at": TREE, "sealed_below": TREE, "size": TREE}),
    Classified("journal.Checkpoint", None, {"id": TREE, "at": TREE, "size": TREE, "root": TREE, "signature": TREE}),
)
