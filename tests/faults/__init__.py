"""Runs that are killed, starved, cut off, doubled or misdated, and what a plain re-run makes of it.

All slow: they are part of `make test-all`.
"""
