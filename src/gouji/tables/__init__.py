"""From reports as read to typed frames: the datasets of the lake.

`schemas` says what every dataset has and means, `frames` turns readings into rows, `normalize`
gives them identity and decides which document is current, `models` validates, `dataset` keeps them
as Parquet by report year, `parquet` is the one way a file is written. What does not belong here:
whether numbers tie (see `gouji.reconciliation`).
"""
