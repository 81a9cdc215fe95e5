"""States of requests, archives, erasures and registers, and how each may move."""
