"""Timings as ratios against a named baseline, measured in one run: `make bench`.

Nothing here is a test and nothing here fails on a slow machine: both sides of a ratio run in turn,
and medians are printed.
"""
