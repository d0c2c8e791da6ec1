"""The tax classes of consumption tax, kept apart and totalled apart on every bill."""

from typing import Literal

TaxClass = Literal["standard", "reduced", "export_exempt", "exempt", "out_of_scope"]
"""課税（標準・軽減）, 免税, 非課税, 不課税."""

TAXED: tuple[TaxClass, ...] = ("standard", "reduced")
"""The classes that bear a rate; the others bear none."""
