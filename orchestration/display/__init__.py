"""What the UI shows of assets and checks: tables and counts, pictures, links to the source.

What does not belong here: pages of our own and their addresses (`orchestration.serving`).
"""
