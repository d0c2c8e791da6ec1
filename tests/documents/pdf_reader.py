"""Reads a tagged PDF as a screen reader does: the structure tree in its order, with the text of each element."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import page as validator
import pikepdf


@dataclass
class Element:
    """An element of the structure: its tag, its language (its own or that around it), what is in it."""

    tag: str
    language: str
    scope: str
    within: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.within)

    def every(self, *tags: str) -> Iterator["Element"]:
        for each in self.within:
            if isinstance(each, Element):
                if each.tag in tags:
                    yield each
                yield from each.every(*tags)


def violations(content: bytes, profile: str) -> list[tuple[str, str]]:
    """What the validator finds against a profile (`ua1`: PDF/UA-1, `2a`: PDF/A-2a): rule and message."""
    report = validator.validate_pdf_bytes(content, profile=profile)
    return [(each.rule_id, each.message) for each in report.failures if not _ends_in_a_return(each, content)]


def _ends_in_a_return(failure: validator.ValidationFailure, content: bytes) -> bool:
    """Whether a stream's length is doubted although all are right.

    The data of a stream may end in the byte of a carriage return, before the line feed and `endstream`: the validator
    takes both for one end of a line, and the length for one too long.
    """
    if failure.rule_id != "PDFA2A-STREAM-LENGTH-001":
        return False
    streams = re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", content)
    ends = [content[each.end() + int(each[1]) - 1 :][:11] for each in streams]
    assert len(ends) == content.count(b"\nendstream")
    assert all(end.endswith(b"\nendstream") for end in ends)
    return any(end.startswith(b"\r") for end in ends)


def structure(content: bytes) -> Element:
    """The whole structure of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        texts = {page.objgen: _marked(page) for page in pdf.pages}
        root = Element("Root", str(pdf.Root.Lang), "")
        _read(pdf.Root.StructTreeRoot, root, None, texts)
        return root


def page_texts(content: bytes) -> list[str]:
    """All that is drawn on each page, what is repeated on each included."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_drawn(page) for page in pdf.pages]


def _drawn(page: pikepdf.Page) -> str:
    drawn, font = "", {}
    fonts = {name: _characters(font) for name, font in page.Resources.Font.items()}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) in ("TJ", "Tj"):
            drawn += _shown(operands[0], font)
    return drawn


def _shown(operand: pikepdf.Object, font: dict[int, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    return "".join(_decoded(bytes(each), font) for each in strings if isinstance(each, pikepdf.String))


def _read(node: pikepdf.Object, into: Element, page: tuple | None, texts: dict) -> None:
    kids = node.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            into.within.append(_text(texts[page], kid, into))
        elif "/MCID" in kid:
            into.within.append(_text(texts[kid.Pg.objgen if "/Pg" in kid else page], int(kid.MCID), into))
        elif "/S" in kid:
            found = Element(str(kid.S)[1:], str(kid.get("/Lang", into.language)), _scope(kid))
            into.within.append(found)
            _read(kid, found, kid.Pg.objgen if "/Pg" in kid else page, texts)


def _text(marked: dict, mark: int, around: Element) -> "Element | str":
    """The text of a marked part, as an element of its own where it has its own language."""
    text, language = marked[mark]
    return Element("Span", language, "", [text]) if language not in ("", around.language) else text


def _scope(node: pikepdf.Object) -> str:
    attributes = node.get("/A", [])
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(each, pikepdf.Dictionary) and "/Scope" in each:
            return str(each.Scope)[1:]
    return ""


def _marked(page: pikepdf.Page) -> dict[int, tuple[str, str]]:
    """The text and the language ('' where it says none) of each marked part of a page."""
    found: dict[int, str] = defaultdict(str)
    languages: dict[int, str] = {}
    fonts = {name: _characters(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
    properties = page.Resources.get("/Properties", {})
    marks: list[tuple[int | None, bool]] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC" | "BDC":
                said = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
                said = properties[str(said)] if isinstance(said, pikepdf.Name) else said
                outer, replaced = marks[-1] if marks else (None, False)
                mark = int(said.MCID) if "/MCID" in said else outer if str(operands[0]) == "/Span" else None
                if "/ActualText" in said and mark is not None:
                    found[mark] += str(said.ActualText)
                    replaced = True
                if "/Lang" in said and mark is not None:
                    languages[mark] = str(said.Lang)
                marks.append((mark, replaced))
            case "EMC":
                marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" | "Tj":
                mark, replaced = marks[-1] if marks else (None, True)
                if mark is not None and not replaced:
                    found[mark] += _shown(operands[0], font)
    return defaultdict(lambda: ("", ""), {mark: (text, languages.get(mark, "")) for mark, text in found.items()})


def _decoded(codes: bytes, font: dict[int, str]) -> str:
    return "".join(font[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font stands for, by its ToUnicode map."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, characters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[int(code, 16)] = bytes.fromhex(characters).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, characters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            start = ord(bytes.fromhex(characters).decode("utf-16-be"))
            found |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return found
