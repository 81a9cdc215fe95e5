"""Who may do what to a request, a block, an archive: each in its own module."""
