"""Requests, archives, certificates, registers: each in its own module."""
