from harmonia.core.classification import Classified, Kept, Personal, Technical

WRAPPED = Technical("a key, readable by the key management alone; destroyed with the person")

CLASSIFIED = (
    Classified(
        "vault.SubjectKey",
        "subject_id",
        {
            "subject_id": Technical("a random number; points to a person while his account exists"),
            "wrapped": WRAPPED,
            "epoch": Technical("the number of a key"),
            "created_at": Technical("when the key was made"),
        },
    ),
    Classified(
        "vault.ClassKey",
        "subject_id",
        {
            "id": Technical("a random number"),
            "subject_id": Technical("a random number; points to a person while his account exists"),
            "key_class": Technical("the name of a class of data"),
            "version": Technical("the number of a key"),
            "wrapped": WRAPPED,
        },
    ),
    Classified(
        "vault.DestroyedKey",
        "subject_id",
        {
            "id": Technical("a random number"),
            "subject_id": Technical("a random number; points to nobody once his keys are destroyed"),
            "key_class": Technical("the name of a class of data"),
            "version": Technical("the number of a key"),
            "destroyed_at": Technical("when the key was destroyed"),
        },
        erasure=Kept("it says that keys were destroyed on purpose, so that a loss is told apart"),
    ),
    Classified(
        "vault.Blocked",
        "subject_id",
        {
            "subject_id": Personal("request_text", erased_by="delete"),
            "since": Personal("request_text", erased_by="delete"),
            "request_id": Technical("the request that asked for it, which is classified itself"),
        },
        while_blocked="the block itself",
    ),
    Classified(
        "vault.BlockedRecord",
        "subject_id",
        {
            "id": Technical("a random number"),
            "subject_id": Personal("request_text", erased_by="delete"),
            "table": Technical("the name of a table"),
            "row": Technical("which row is blocked; it is classified itself"),
            "since": Personal("request_text", erased_by="delete"),
            "request_id": Technical("the request that asked for it, which is classified itself"),
        },
        while_blocked="the block itself",
    ),
)
