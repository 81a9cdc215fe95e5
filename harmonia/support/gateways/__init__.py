"""The world of mail outside: the mailbox, the provider's webhook, the names of the internet, the proofs of a sender."""
