"""Mutations of a file: what disks, networks, editors, spreadsheets and attackers do to one."""

import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]

STRANGE = [
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b'"',
    b"'",
    b"''",
    b'""',
    b"`",
    b"\\",
    b"\\'",
    b"\\.",
    b"\\N",
    b"\x1a",
    b"\x1f",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\x80",
    b"\xa5",
    b"\x82",
    b"\xc0\xaf",
    "\u2028".encode(),
    "\ufffd".encode(),
    "０９".encode(),
    "あ".encode("cp932"),
    b",",
    b"\t",
    b";",
    b"|",
    b"(",
    b")",
    b"),(",
    b"--",
    b"/*",
    b"*/",
    b"$$",
    b"$a$",
    b"#",
    b"-",
    b"+",
    b"0",
    b"9" * 20,
    b"1e999",
    b"-1",
    b"1.5",
    b"0x1F",
    b"NaN",
    b"NULL",
    b"=",
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"&a ",
    b"*a",
    b"!!python/object:os.system ",
    b"%",
    b"2015-02-30 10:00:00",
    b"9999-12-31T23:59:59",
    b"2015-06-03T24:00:00",
    b"2015-06-03 10:00",
    b"0000-00-00",
    b"INSERT INTO acc_cdrs VALUES(",
    b"\nCOPY acc_cdrs FROM stdin;\n",
    b"CREATE TABLE acc_cdrs (",
]
_NUMBER = re.compile(rb"[0-9]+")
_WORD = re.compile(rb"[A-Za-z_-]{2,}")


def flipped(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << random.randrange(8))]) + content[at + 1 :]


def inserted(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(STRANGE) + content[at:]


def replaced(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + random.choice(STRANGE) + content[at + random.randrange(1, 4) :]


def deleted(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + content[at + random.choice([1, 1, 2, 5, 50]) :]


def cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))]


def line_again(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    return b"".join(lines)


def lines_swapped(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def line_lost(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def other_ends(random: Random, content: bytes) -> bytes:
    return content.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n"]))


def with_mark(_: Random, content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def a_long_line(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    return (
        content[:at]
        + random.choice([b"x", b"9", b'"', b"(", b"'"]) * random.choice([99_990, 100_010, 300_000])
        + content[at:]
    )


def other_number(random: Random, content: bytes) -> bytes:
    return _other(
        random, content, _NUMBER, [b"0", b"00", b"-1", b"9" * 15, b"9" * 40, b"1e5", b"", b"4294967296", b"31", b"61"]
    )


def other_word(random: Random, content: bytes) -> bytes:
    words = sorted(set(_WORD.findall(content)))
    return _other(random, content, _WORD, [random.choice(words) if words else b"x", b"", b"null", b"no", b"~"])


def _other(random: Random, content: bytes, pattern: re.Pattern[bytes], instead: list[bytes]) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    one = random.choice(found)
    return content[: one.start()] + random.choice(instead) + content[one.end() :]


MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    inserted,
    inserted,
    replaced,
    replaced,
    deleted,
    cut,
    line_again,
    lines_swapped,
    line_lost,
    other_ends,
    with_mark,
    a_long_line,
    other_number,
    other_number,
    other_word,
    other_word,
)


def mutated(random: Random, content: bytes) -> bytes:
    """One to four mutations of a file."""
    for _ in range(random.choice([1, 1, 1, 2, 3, 4])):
        content = random.choice(MUTATIONS)(random, content) if content else content
    return content
