"""Arithmetic that shares no code with the project; see `recompute.py`."""
