"""The administrative divisions of China down to the county: codes, names, levels, predecessors.

`catalogue` loads and looks up the lists in `data/`, lazily. This room knows nothing of reports: who
issued one is for `gouji.extraction`.
"""
