"""Random reports that are valid by construction, and the layouts that real pages print them in.

`figures` draws the numbers (every edit ties), `layouts` prints them as text, Markdown or HTML the
way collected pages look. Tests read them back and compare; a number that differs is a defect.
"""
