from harmonia.core.classification import Classified, Technical

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
    ),
)
