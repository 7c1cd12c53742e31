"""Who issued a report, of which place and level, for which year: evidence, or unknown."""
