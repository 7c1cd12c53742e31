"""What is looked for again and again while the daemon runs; a module each.

`source` starts `ingest` when the source has changed, `publishing` starts `publish` when what was
taken in is not what is published, `alerts` tells people. Runs are asked for by sensors and not by
automation conditions, because of what a condition cannot see or say: that a file is still being
written, which years a new report touches (known only after it was read), that nothing differs from
the current release, and that only one run may be at work on a home. What comes after a release,
the copy in PostgreSQL, needs neither: it is made in the same run, right after it.
"""
