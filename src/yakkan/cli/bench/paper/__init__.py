"""A bill set by Yakkan and by others: the same content, texts and tables, on A4 in the same faces.

`sample` has the bills. Each contestant is ready with its faces and styles read; what counts is from content to bytes.
Only Yakkan's is also PDF/A; ReportLab's has no tags, so that no screen reader finds a table in it.
"""

from yakkan.cli.bench.contest import Entrant

_HERE = "yakkan.cli.bench.paper"
ENTRANTS = [
    Entrant("yakkan", f"{_HERE}.by_yakkan:ByYakkan"),
    Entrant("WeasyPrint", f"{_HERE}.in_weasyprint:InWeasyPrint", needs=("weasyprint",)),
    Entrant("ReportLab", f"{_HERE}.in_reportlab:InReportLab", needs=("reportlab",)),
]
