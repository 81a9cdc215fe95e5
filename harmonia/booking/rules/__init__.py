"""Decisions of booking, pure: no database, no clock."""
