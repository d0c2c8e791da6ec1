"""Yakkan: billing from published contract terms, dated, cited and explained to the yen.

The rooms, from top to bottom, are listed in `docs/tour.md`; `pyproject.toml` holds the direction of imports.
"""

__version__ = "0.1.0"
