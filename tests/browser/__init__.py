"""Pages as people see them: a served site, a real Chromium, axe-core.

CI has Chromium; a machine without it skips these.
"""
