"""Fetches the reports that `sources.csv` names into a folder or prefix that a run reads.

    sources.py      the rows of sources.csv
    policy.py       who asks, how fast, within which bounds, and which addresses may be asked
    addresses.py    which addresses are public
    robots.py       what robots.txt allows
    pacing.py       one request at a time to a host, with time in between
    fetching.py     one url, politely: robots.txt, redirects, repeats, Retry-After
    pages.py        whether a page holds the report, and what is attached to it
    records.py      what was asked and answered, kept beside the bytes
    collecting.py   from sources to files; one result for each source
    results.py      the results as a frame
    reasons.py      why a source could not be collected
    command.py      `gouji collect`

What does not belong here: taking the files into the lake (`gouji.landing`), and judging them.
"""
