"""Each kind of broken book is refused by its file and line, with the cure, and nothing is written."""

import shutil
from pathlib import Path

import pytest
from refusal import RATE, prepare, refused

PHONE = "terms/ocn-dotphone.yaml"
ROAMING = "terms/world-wing.yaml"
CARRIER = "carrier.yaml"
SHARED = "terms/shared/incoming-call.yaml"
FEE = """\
      - in_force: {from: 2006-12-01, until: null}
        yen: 280
        cites: {source: example, clause: 基本料}
"""
CITES = "cites: {source: example, clause: 基本料}"
RATE_8 = "    applies: {kind: voice, direction: out, peer: [fixed, ip-fixed]}\n"
O2 = 'steps: [{up_to: 50, per: 50, yen: 50}, {per: 1, yen: "0.2"}]'
RULE = (
    "      - clause: 1円未満の端数は切上げ。複数の対象サービスでは合算着割額だけを切り上げる\n        rounding: ceil\n"
)
PERCENT_5 = "in_force: {from: 1997-04-01, until: 2014-03-31}"


def fee(*days: str, recorded: tuple[str, ...] = ()) -> str:
    """The basic charge with a value for each of these days in force."""
    said = [f"recorded: {day}, " for day in recorded] or [""] * len(days)
    return "".join(
        f"      - {{in_force: {{{day}}}, {when}yen: 280, {CITES}}}\n" for day, when in zip(days, said, strict=True)
    )


# kind: (file, what it says, what it says now, message, what stands on the line that is named)
# the first difference names the line where nothing else is said; None: the whole file
BROKEN = {
    "an unknown key": (PHONE, "tax: standard\n", "tax: standard\nprice: 8\n", "terms.unknown_key"),
    "an unknown key deep inside": (PHONE, "per: 180, yen: 8", "per: 180, yen: 8, jpy: 8", "terms.unknown_key"),
    "a misspelt key": (PHONE, "line_rounding:", "line_roundings:", "terms.unknown_key"),
    "a period of no month": (CARRIER, "months: 6\n", "months: 0\n", "terms.not_months"),
    "a period without end": (CARRIER, "months: 6\n", "months: 1201\n", "terms.not_months"),
    "a period of an unknown kind": (CARRIER, "[packet, data]", "[packet, telex]", "terms.not_one_of"),
    "a period of no kind": (
        *(CARRIER, "  - kind: [packet, data]\n    in_force", "  - in_force"),
        *("terms.missing_key", "  - in_force: {from: 1985-04-01"),
    ),
    "a period without its clause": (
        *(CARRIER, "    cites: {source: example, clause: 利用記録の保存期間（データ通信）}\n", ""),
        *("terms.missing_cites", "  - kind: [packet, data]"),
    ),
    "two periods of a kind": (
        *(CARRIER, "[packet, data]\n    in_force: {from: 1985-04-01, until: null}"),
        *("[packet, sms]\n    in_force: {from: 1985-04-01}", "terms.overlap", "in_force: {from: 1985-04-01}"),
    ),
    "a duplicate key": (PHONE, "tax: standard\n", "tax: standard\ntax: reduced\n", "terms.duplicate_key"),
    "a missing key": (PHONE, "tax: standard\n", "", "terms.missing_key", "service: ocn-dotphone"),
    "a value without its clause": (PHONE, f"        {CITES}\n", "", "terms.missing_cites", "      - in_force"),
    "a source without its clause": (PHONE, CITES, "cites: {source: example}", "terms.missing_key"),
    "an unknown source": (PHONE, CITES, "cites: {source: exampel, clause: 基本料}", "terms.unknown_source"),
    "a gap": (PHONE, FEE, fee("from: 2006-12-01, until: 2009-12-31", "from: 2010-01-02"), "terms.gap", "from: 2010"),
    "an overlap": (
        *(PHONE, FEE),
        fee("from: 2006-12-01", "from: 2010-01-01", recorded=("2006-12-01", "2006-12-01")),
        *("terms.overlap", "from: 2010"),
    ),
    "days the wrong way round": (
        *(PHONE, "{from: 2006-12-01, until: null}\n        yen", "{from: 2006-12-01, until: 2006-11-30}\n        yen"),
        "terms.days_reversed",
    ),
    "two entries for one call": (PHONE, "peer: ip050}", "peer: [ip050, mobile]}", "terms.ambiguous"),
    "an entry for any call": (
        *(PHONE, RATE_8, "    applies: {kind: voice, direction: out}\n"),
        *("terms.ambiguous", "peer: [mobile, phs]"),
    ),
    "an amount that is not exact": (PHONE, "yen: 16}", "yen: 0.00001}", "terms.not_exact"),
    "a negative amount": (PHONE, "yen: 16}", "yen: -16}", "terms.not_exact"),
    "an amount with a separator": (PHONE, "yen: 16}", 'yen: "1,600"}', "terms.not_exact"),
    "an amount in full-width digits": (PHONE, "yen: 16}", "yen: １６}", "terms.not_exact"),
    "an amount with an exponent": (PHONE, "yen: 16}", "yen: 1.6e1}", "terms.not_exact"),
    "a fee with a fraction": (PHONE, "yen: 280", "yen: 280.5", "terms.not_whole_yen"),
    "a unit of nothing": (PHONE, "per: 60", "per: 0", "terms.not_positive"),
    "a unit in full-width digits": (PHONE, "per: 60", "per: ６０", "terms.not_positive"),
    "a day that does not exist": (PHONE, "from: 2006-12-01", "from: 2015-02-30", "terms.bad_day"),
    "a day written otherwise": (PHONE, "from: 2006-12-01", "from: 2006/12/01", "terms.bad_day"),
    "a day in full-width digits": (PHONE, "from: 2006-12-01", "from: ２００６-12-01", "terms.bad_day"),
    "a tab": (PHONE, "        yen: 280", "\tyen: 280", "terms.not_yaml"),
    "a bracket that is not closed": (
        PHONE,
        "{per: 60, yen: 9}]}",
        "{per: 60, yen: 9}]",
        "terms.not_yaml",
        "clause: 国際通話料",
    ),
    "two documents": (PHONE, "monthly_fees:", "---\nmonthly_fees:", "terms.not_yaml"),
    "an anchor": (PHONE, "yen: 280", "yen: &fee 280", "terms.anchor"),
    "an alias": (PHONE, "yen: 280", "yen: *fee", "terms.anchor"),
    "a tag": (PHONE, "yen: 280", "yen: !!int 280", "terms.anchor"),
    "a key that is no text": (PHONE, "tax: standard\n", "? [tax]\n: standard\n", "terms.key_not_text"),
    "a list nested too deeply": (PHONE, "yen: 280", "yen: " + "[" * 3000 + "]" * 3000, "terms.too_deep"),
    "no entry in a list": (PHONE, "steps: [{per: 60, yen: 16}]", "steps: []", "terms.empty_list"),
    "a word for a list": (
        PHONE,
        "of: [domestic-fixed, mobile, ip050, international-us]",
        "of: all",
        "terms.wrong_shape",
    ),
    "a word for a mapping": (PHONE, "applies: {kind: voice, direction: in}", "applies: voice", "terms.wrong_shape"),
    "an unknown rounding": (PHONE, "line_rounding: floor", "line_rounding: nearest", "terms.not_one_of"),
    "an unknown peer": (PHONE, "peer: ip050}", "peer: satellite}", "terms.not_one_of"),
    "an unknown rate": (PHONE, "rate: free", "rate: gratis", "terms.not_one_of"),
    "a country in small letters": (PHONE, "country: US", "country: us", "terms.bad_name"),
    "an id with capitals": (PHONE, "id: mobile", "id: Mobile", "terms.bad_name"),
    "a name without words": (PHONE, "en: Basic charge", 'en: " "', "terms.no_words"),
    "two entries of one id": (PHONE, "id: mobile", "id: domestic-fixed", "terms.id_twice"),
    "a service called otherwise than its file": (PHONE, "service: ocn-dotphone", "service: ocn", "terms.other_service"),
    "a discount of a charge that is not there": (
        PHONE,
        "mobile, ip050, int",
        "satellite, ip050, int",
        "terms.no_such_charge",
    ),
    "shared terms that are not there": (
        PHONE,
        "shared/incoming-call.yaml",
        "shared/incoming.yaml",
        "terms.no_such_terms",
    ),
    "a last step that ends": (ROAMING, O2, O2.replace("{per: 1", "{up_to: 99, per: 1"), "terms.last_step_ends"),
    "a step before the last that does not end": (ROAMING, O2, O2.replace("up_to: 50, ", ""), "terms.step_ends"),
    "steps that do not increase": (
        *(ROAMING, O2, O2.replace("}, {per", "}, {up_to: 40, per: 1, yen: 1}, {per")),
        "terms.step_ends",
    ),
    "a step of no length": (
        *(ROAMING, O2, O2.replace("}, {per", "}, {up_to: 50, per: 1, yen: 1}, {per")),
        "terms.step_ends",
    ),
    "an option of a fee that is no option's": (
        PHONE,
        "discounts:\n",
        "one_off_fees:\n  - id: open\n    on: opened\n    option: mail\n    values:\n"
        f"      - {{in_force: {{from: 2006-12-01}}, yen: 1, {CITES}}}\ndiscounts:\n",
        "terms.option_of_one_off",
        "on: opened",
    ),
    "a record that is not exact": (
        PHONE,
        "per: 180, yen: 8",
        "per: 180, increment: 1, yen: 8",
        "terms.not_exact_record",
    ),
    "a rounding to nothing": (
        *(
            PHONE,
            "rate: {steps: [{per: 60, yen: 16}]}",
            "rate: {steps: [{per: 60, yen: 16}], rounding: {to: 0, mode: ceil}}",
        ),
        "terms.not_above_zero",
    ),
    "a discount of no known shape": (PHONE, "shape: incoming_seconds", "shape: gift", "terms.not_one_of"),
    "a parameter that is missing": (
        SHARED,
        "        remainder: drop ",
        "        # ",
        "terms.missing_key",
        "    rules:",
    ),
    "a parameter given twice": (
        SHARED,
        "        basis:",
        "        per: 61\n        basis:",
        "terms.duplicate_key",
        "    rules:",
    ),
    "a rule without clause or reading": (SHARED, RULE, "      - rounding: ceil\n", "terms.missing_cites"),
    "a rule with both": (
        *(SHARED, "        per: 60\n", "        reading: {ja: 一, en: one}\n        per: 60\n"),
        *("terms.missing_cites", "- clause: 1の050番号"),
    ),
    "one side named twice": (SHARED, "[domestic, international]", "[domestic, domestic]", "terms.named_twice"),
    "a pool named twice": (SHARED, "- {by: plan}", "- {by: group}", "terms.named_twice", "        pools:"),
    "a pool of a service that is not there": (SHARED, "[ocn-dotphone-office]", "[office]", "terms.no_such_service"),
    "a gap in the tax rates": ("carrier.yaml", PERCENT_5, PERCENT_5.replace("04-01", "04-02"), "terms.gap"),
    "an overlap of tax rates": (
        "carrier.yaml",
        PERCENT_5,
        PERCENT_5.replace("03-31}", "04-01}\n      recorded: 2014-04-01"),
        "terms.overlap",
        "2014-04-01, until",
    ),
    "tax rates that end": (
        *("carrier.yaml", "{from: 2019-10-01, until: null}", "{from: 2019-10-01, until: 2029-12-31}"),
        "terms.rate_ends",
    ),
    "a transition without a source": (
        *(
            "carrier.yaml",
            "change: 2014-04-01, cites: {source: consumption-tax",
            "change: 2014-04-01, cites: {source: law",
        ),
        "terms.unknown_source",
    ),
    "a registration number that is too short": ("carrier.yaml", "T9000000000000", "T900000000000", "terms.bad_name"),
    "a registration number with a wrong check digit": (
        *("carrier.yaml", "T9000000000000", "T8000000000000"),
        "terms.bad_check_digit",
    ),
    "a source without a title": ("sources.yaml", "  title: {ja: 例示用", "  note2: {ja: 例示用", "terms.unknown_key"),
}


def broken_line(before: str, after: str, marker: str | None) -> int:
    """The line (from 1) of the marker, or of the first difference."""
    lines = after.splitlines()
    if marker is not None:
        return next(i for i, line in enumerate(lines, start=1) if marker in line)
    pairs = zip(before.splitlines() + [""], lines, strict=False)
    return next(i for i, (old, new) in enumerate(pairs, start=1) if old != new)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_book_with(kind, command, tmp_path):
    file, old, new, name, *marker = BROKEN[kind]
    path = prepare(tmp_path) / "book" / file
    before = path.read_text(encoding="utf-8")
    assert old in before, f"the book no longer says: {old}"
    at = marker[0] if marker else None
    after = before.replace(old, new, 1)
    if at is not None and after.count(at) > 1:  # the place of the edit decides
        start = after[: before.index(old)].count("\n")
        line = max(i for i, text in enumerate(after.splitlines(), start=1) if at in text and i <= start + 1)
    else:
        line = broken_line(before, after, at)
    path.write_text(after, encoding="utf-8")
    refused(command, RATE, tmp_path, name, (f"book/{file}", line))


def _bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


# kind: (what is done to the book, message, file, line)
WHOLE = {
    "no carrier": (lambda book: (book / "carrier.yaml").unlink(), "input.no_such_file", "book/carrier.yaml", 0),
    "no sources": (lambda book: (book / "sources.yaml").unlink(), "input.no_such_file", "book/sources.yaml", 0),
    "nothing at all": (shutil.rmtree, "terms.no_book", "book", 0),
    "an empty file": (lambda book: _bytes(book / PHONE, b""), "terms.empty", f"book/{PHONE}", 1),
    "only a comment": (lambda book: _bytes(book / PHONE, b"# later\n"), "terms.empty", f"book/{PHONE}", 1),
    "Shift_JIS": (
        *(lambda book: _bytes(book / PHONE, "service: ocn-dotphone\nname: 電話\n".encode("cp932")), "terms.not_utf8"),
        *(f"book/{PHONE}", 2),
    ),
    "a NUL": (lambda book: _bytes(book / PHONE, b"service: a\0b\n"), "terms.not_yaml", f"book/{PHONE}", 1),
    "a sentence for a carrier": (
        *(lambda book: _bytes(book / "carrier.yaml", b"we bill\n"), "terms.wrong_shape"),
        *("book/carrier.yaml", 1),
    ),
    "a list of sources": (
        *(lambda book: _bytes(book / "sources.yaml", b"- example\n"), "terms.wrong_shape", "book/sources.yaml", 1),
    ),
    "a file called .yml": (
        *(lambda book: (book / PHONE).rename(book / "terms/ocn-dotphone.yml"), "terms.stray_file"),
        *("book/terms/ocn-dotphone.yml", 0),
    ),
    "a folder of its own": (
        *(lambda book: shutil.copytree(book / "terms/shared", book / "terms/other"), "terms.stray_file"),
        *("book/terms/other/incoming-call.yaml", 0),
    ),
    "a folder for a file": (
        *(lambda book: ((book / "carrier.yaml").unlink(), (book / "carrier.yaml").mkdir()), "input.no_such_file"),
        *("book/carrier.yaml", 0),
    ),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_book_of(kind, command, tmp_path):
    breaks, name, file, line = WHOLE[kind]
    breaks(prepare(tmp_path) / "book")
    refused(command, RATE, tmp_path, name, (file, line))


def test_everything_that_is_wrong_with_a_file_is_told_at_once(command, tmp_path):
    path = prepare(tmp_path) / "book" / PHONE
    text = path.read_text(encoding="utf-8").replace("per: 60", "per: 0").replace("yen: 8}", "yen: eight}")
    path.write_text(text, encoding="utf-8")
    said = command.run(RATE, tmp_path)
    assert said.code == 2
    assert len(said.err.splitlines()) == 4


def test_the_sound_book_is_rated(command, tmp_path):
    """Else the refusals above would prove nothing."""
    said = command.run(RATE, prepare(tmp_path))
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "received 1 = rated 1 + quarantined 0 + duplicate 0"
    assert (tmp_path / "out" / "lines.parquet").is_file()
    assert not list((tmp_path / "temporary").iterdir())
