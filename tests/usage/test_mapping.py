"""A format of the book is read strictly: whatever is wrong with it is told with its line."""

import pytest

from yakkan.messages import Refusals, Refused
from yakkan.terms import yaml_file
from yakkan.usage import CANONICAL, load_mapping
from yakkan.usage.format_file import mapping_of

SOUND = """\
format: partner
name: {ja: 例, en: Example}
file:
  header: yes
  columns: [id, tel, type, start, sec]
natural_key: [id]
fields:
  number: tel
  kind: {column: type, values: {"1": voice}}
  started_at: start
  quantity: sec
"""

BROKEN = [
    ("format: partner", "format: other", [("other_format", 1)]),
    ("  header: yes", "  header: maybe", [("not_one_of", 4)]),
    ("  header: yes", "  header: yes\n  heading: no", [("unknown_key", 5)]),
    ("  header: yes", "  header: yes\n  header: no", [("duplicate_key", 5)]),
    ("  header: yes", "  header: yes\n  encoding: utf-16", [("not_one_of", 5)]),
    ("[id, tel, type, start, sec]", "[id]", [("empty_list", 5)]),
    ("[id, tel, type, start, sec]", "[id, tel, type, start, sec, tel, line]", [("bad_column", 5), ("bad_column", 5)]),
    ("natural_key: [id]", "natural_key: [nr]", [("no_such_column", 6)]),
    ("natural_key: [id]", "natural_key: []", [("empty_list", 6)]),
    ("  number: tel", "  number: telephone", [("no_such_column", 8)]),
    ("  number: tel", "  telephone: tel", [("unknown_field", 8), ("field_missing", 7)]),
    ("  number: tel", "  record_id: tel", [("field_twice", 8), ("field_missing", 7)]),
    ("  number: tel", "  number: {column: tel, text: '1'}", [("bad_origin", 8)]),
    ("  number: tel", "  number: {}", [("bad_origin", 8)]),
    ("natural_key: [id]", "natural_key: [id]\nparties: {caller: a, called: tel}",
     [("no_such_column", 7), ("field_twice", 9)]),
    ("natural_key: [id]", "natural_key: [id]\nno_call:\n  - {column: state, values: [x]}", [("no_such_column", 8)]),
    ("natural_key: [id]", "natural_key: [id]\nno_call:\n  - {column: sec}", [("bad_no_call", 8)]),
    ("natural_key: [id]", "natural_key: [id]\nno_call: [{column: sec, zero: yes, values: [x]}]", [("bad_no_call", 7)]),
    ("natural_key: [id]", "natural_key: [id]\nno_call: [{column: sec, zero: yes, others: [x]}]", [("bad_no_call", 7)]),
    ("natural_key: [id]", "natural_key: [id]\nno_call:\n  - {column: sec, zero: true}", [("not_one_of", 8)]),
    ("natural_key: [id]", "natural_key: [id]\ntimes: {written: YYYY-MM-DD hh:mm}", [("bad_times", 7)]),
    ("natural_key: [id]", "natural_key: [id]\nquantity: {units: {min: '60'}}", [("no_such_column", 7)]),
    ("  header: yes\n", "", [("bad_file", 3)]),
    ("  header: yes", "  type: radius-detail\n  header: yes", [("bad_file", 3)]),
    ("  header: yes", "  type: sql-dump\n  table: t", [("bad_file", 3)]),
    ("  header: yes", "  type: sql-dump\n  dialect: mysql", [("bad_file", 3)]),
    ("  header: yes", "  type: sql-dump\n  dialect: mysql\n  table: t\n  delimiter: tab", [("bad_file", 3)]),
    ("  header: yes", "  header: yes\n  table: t", [("bad_file", 3)]),
    ("  header: yes", "  type: sql-dump\n  dialect: oracle\n  table: t", [("not_one_of", 5)]),
    ("[id, tel, type, start, sec]", "[id, tel, type, start, sec, file_row]", [("bad_column", 5)]),
    ("natural_key: [id]", "natural_key: [id]\nsessions: {at: start, elapsed: secs}",
     [("no_such_column", 7), ("field_twice", 11)]),
    ("  number: tel", "  number: {sum: [tel]}", [("bad_origin", 8)]),
    ("  number: tel", "  number: {column: tel, if_given: [sec]}", [("bad_origin", 8)]),
    ("  number: tel", "  number: {joined: [tel, nr]}", [("no_such_column", 8)]),
    ("  number: tel", "  number: {joined: [tel]}", [("empty_list", 8)]),
    ("natural_key: [id]", "natural_key: [id]\ntimes: {zone: Europe/Berlin}", [("not_one_of", 7)]),
    ("natural_key: [id]", "natural_key: [id]\nquantity: {units: {sec: half}}", [("not_positive", 7)]),
    ("natural_key: [id]", "natural_key: [id]\nnumbers:\n  withheld: {texts: [x], peer: satellite, note: y}",
     [("not_one_of", 8)]),
]  # fmt: skip


def test_a_sound_mapping_is_read():
    mapping = mapping_of(yaml_file.parse(SOUND, "partner.yaml"), "partner")
    assert mapping.fields["number"].column == "tel"
    assert mapping.fields["kind"].values == {"1": "voice"}


@pytest.mark.parametrize(("said", "instead", "wrong"), BROKEN)
def test_a_broken_mapping_is_refused_with_its_lines(said, instead, wrong):
    assert said in SOUND
    with pytest.raises((Refused, Refusals)) as caught:
        mapping_of(yaml_file.parse(SOUND.replace(said, instead), "partner.yaml"), "partner")
    found = caught.value.all if isinstance(caught.value, Refusals) else [caught.value]
    assert [(each.code, each.line) for each in found] == wrong
    assert all(each.file == "partner.yaml" and each.text("ja") and each.text("en") for each in found)


@pytest.mark.parametrize("name", ["nothing", "../formats/nothing", ""])
def test_an_unknown_format_names_the_known_ones(tmp_path, name):
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "partner.yaml").write_text(SOUND, encoding="utf-8")
    assert load_mapping(tmp_path, "partner").format == "partner"
    with pytest.raises(Refused) as caught:
        load_mapping(tmp_path, name)
    assert caught.value.values["known"] == "canonical, partner"


def test_the_canonical_file_is_a_format_like_any_other():
    assert CANONICAL.natural_key == ("record_id",)
    assert set(CANONICAL.fields) | {"record_id"} == set(CANONICAL.file.columns)
