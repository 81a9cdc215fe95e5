"""The numbers of a hand-over."""

from datetime import timedelta

HAND_OVER = "hand_over"  # the consent to it
LONGEST_SUMMARY = 10_000  # characters
SUMMARY_TERM = timedelta(days=14)  # for the former specialist to write it
LONGEST_NOTICE = timedelta(days=90)  # ahead, for the last day of who leaves
