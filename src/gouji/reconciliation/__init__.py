"""Rules confronted with reports, what a person decided about the failures, and what is then usable.

`judgement` judges one report, purely, for `gouji check`; `batch` judges all reports of a lake at
once in polars; a property test holds the two together. `status` has the words and the order they
share, `decisions` has the reviewed file. Nothing here reads documents or publishes anything, and
importing this package, `judgement`, `status` or `decisions` imports no data frame library.
"""
