"""Small books for tests: the example book with a service of the test's own, written as YAML."""

from pathlib import Path

from yakkan.terms import Book, load_with, yaml_file

BOOK = Path(__file__).parents[2] / "book"

SERVICE = """\
service: test-line
name: {ja: 試験の電話, en: Test line}
tax: standard
line_rounding: floor
"""


def book_with(terms: str) -> Book:
    """The example book and the service `test-line` with these sections."""
    return load_with(BOOK, [yaml_file.parse(SERVICE + terms, "test-line.yaml")])


def value(first: str, last: str, recorded: str, yen: int) -> str:
    """A value of a fee, on a line of its own."""
    return (
        f"      - {{in_force: {{from: {first}, until: {last}}}, recorded: {recorded}, yen: {yen},"
        " cites: {source: example, clause: 試験}}\n"
    )


def fee(*values: str) -> str:
    """The monthly fee of these values."""
    return "monthly_fees:\n  - id: monthly\n    values:\n" + "".join(values)
