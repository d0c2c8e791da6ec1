"""A service as the file of a book: what people read and mend, a value a line."""

from collections.abc import Mapping, Sequence
from typing import Any

from yakkan.terms.schema import Service


def of_service(service: Service, charges: Sequence[Mapping[str, Any]], head: str) -> str:
    """The file of a service with these usage charges; name, tax and rounding are those of the terms' `service`."""
    lines = [
        f"# {head}",
        f"service: {service.service}",
        f"name: {_flow({'ja': service.name.ja, 'en': service.name.en})}",
        f"tax: {service.tax}",
        f"line_rounding: {service.line_rounding}",
        "",
        "usage_charges:",
    ]
    for charge in charges:
        lines += [f"  - id: {charge['id']}", f"    applies: {_flow(charge['applies'])}", "    values:"]
        for value in charge["values"]:
            lines += [
                f"      - in_force: {_flow(value['in_force'])}",
                f"        rate: {_flow(value['rate'])}",
                f"        cites: {_flow(value['cites'])}",
            ]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    text = str(value)
    if text.replace("-", "").isalnum() and text.isascii():
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
