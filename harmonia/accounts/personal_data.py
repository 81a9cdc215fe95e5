"""What each column of accounts is. The names and addresses are ciphertext: they die with the person's keys."""

from harmonia.core.classification import Classified, Personal, Reduced, Technical, Term

RANDOM = Technical("a random number")
SETTING = Personal("preferences", erased_by="delete")
ONCE = "a secret of yours: shown to nobody twice"
COMING_IN = "whoever is blocked still signs in: to see where his request stands, and to end the blocking"
SIGN_IN = Personal("sign_ins", erased_by="delete")

CLASSIFIED = (
    Classified(
        model="accounts.Person",
        subject="id",
        term=Term("account", since=("closed_at",), only={"closed_at__isnull": False}),
        columns={
            "id": RANDOM,
            "name": Personal("client_name"),
            "email": Personal("client_email"),
            "phone": Personal("client_phone"),
            "new_email": Personal("client_email"),
            "former_email": Personal("client_email", while_blocked="forgotten once it has been told of a change"),
            "new_phone": Personal("client_phone"),
            "age": Personal("client_age"),
            "topics": Personal("client_topics"),
            "password": Personal(
                "credentials", withheld="a secret of yours that we cannot read either", while_blocked=COMING_IN
            ),
            "email_index": Personal("client_email", erased_by="delete", withheld="a keyed hash of the address itself"),
            "phone_index": Personal("client_phone", erased_by="delete", withheld="a keyed hash of the number itself"),
            "credential_epoch": Technical(
                "a random number that stands for the password in cookies", while_blocked=COMING_IN
            ),
            "language": SETTING,
            "time_zone": SETTING,
            "email_verified_at": Technical("when the address was proved", while_blocked=COMING_IN),
            "phone_verified_at": Technical("when the number was proved"),
            "second_step_at": Technical("since when a second step is asked for", while_blocked=COMING_IN),
            "joined_at": Technical("when the account was opened"),
            "closed_at": Technical("when the account was closed"),
            "is_active": Technical("whether the account is open"),
        },
    ),
    Classified(
        model="accounts.Role",
        subject="person_id",
        columns={
            "id": RANDOM,
            "person": Personal("staff_record", erased_by="delete"),
            "role": Personal("staff_record", erased_by="delete"),
            "given_at": Personal("staff_record", erased_by="delete"),
        },
    ),
    Classified(
        model="accounts.Code",
        subject="person_id",
        while_blocked="a code that lets the person in, so that he can see his request and end the block",
        columns={
            "id": RANDOM,
            "person": Technical("whose code it is, for minutes"),
            "kind": Technical("what the code is for"),
            "digest": Technical("a keyed hash of a code that works once, for minutes"),
            "attempts": Technical("how often it was tried"),
            "asked_at": Technical("when it was asked for"),
            "expires_at": Technical("when it ends"),
            "ended_at": Technical("when it was used or replaced"),
        },
    ),
    Classified(
        model="accounts.SignIn",
        subject="person_id",
        while_blocked="the person signs in to see his request and end the block",
        term=Term("sign_ins", since=("ended_at",), only={"ended_at__isnull": False, "person__isnull": False}),
        columns={
            "id": RANDOM,
            "key_sha256": Technical("the hash of a random cookie"),
            "person": SIGN_IN,
            "device": Personal("sign_ins"),
            "network": Personal("sign_ins", erased_by="delete", withheld="a keyed hash; it names no network"),
            "forms_sha256": Technical("the hash of a random number that the device's forms bear"),
            "session": Technical("signed ids of the session, and nothing else"),
            "started_at": SIGN_IN,
            "last_seen_at": SIGN_IN,
            "idle_minutes": Technical("how long it may lie idle"),
            "idle_until": Technical("when it ends of idleness"),
            "expires_at": Technical("when it ends in any case"),
            "ended_at": SIGN_IN,
        },
    ),
    Classified(
        model="accounts.Attempts",
        subject=None,
        columns={
            "id": Technical("a number"),
            "kind": Technical("what was tried"),
            "bucket": Technical("a keyed hash that names nobody, for an hour"),
            "since": Technical("since when it is counted"),
            "count": Technical("how often"),
        },
    ),
    Classified(
        model="accounts.Factor",
        subject="person_id",
        while_blocked=COMING_IN,
        columns={
            "id": RANDOM,
            "person": Personal("credentials", erased_by="delete"),
            "kind": Technical("an app or a passkey"),
            "label": Personal("credentials"),
            "material": Personal("credentials", withheld=ONCE),
            "passkey_index": Personal("credentials", erased_by="delete", withheld="a keyed hash of a random number"),
            "used_step": Technical("which code was used last, so that none works twice"),
            "sign_count": Technical("how often a passkey says it was used, so that a copy is noticed"),
            "added_at": Personal("credentials", erased_by="delete"),
            "confirmed_at": Technical("whether it has been tried out"),
            "used_at": Personal("credentials", erased_by="delete"),
        },
    ),
    Classified(
        model="accounts.RecoveryCode",
        subject="person_id",
        while_blocked=COMING_IN,
        columns={
            "id": Technical("a number"),
            "person": Personal("credentials", erased_by="delete"),
            "digest": Personal("credentials", erased_by="delete", withheld=ONCE),
            "made_at": Technical("when it was made"),
            "used_at": Technical("when it was used"),
        },
    ),
    Classified(
        model="accounts.Loss",
        subject="person_id",
        of_side={"first_by_id": Reduced({"first_by": None}), "second_by_id": Reduced({"second_by": None})},
        while_blocked=COMING_IN,
        columns={
            "id": RANDOM,
            "person": Personal("credentials", erased_by="delete"),
            "state": Technical("how far it has come"),
            "spoken": Technical("four random digits that mean nothing afterwards"),
            "asked_at": Personal("credentials", erased_by="delete"),
            "first_by": Personal("staff_record", erased_by="delete"),
            "second_by": Personal("staff_record", erased_by="delete"),
            "opens_at": Technical("when the waiting time ends"),
            "ended_at": Technical("when it was done or stopped"),
        },
    ),
)
