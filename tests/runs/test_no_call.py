"""Rows that are no call, in a format with one row a call: told by a column's text, or by a number that is 0."""

from deliveries import take

from yakkan.terms import yaml_file
from yakkan.usage.format_file import mapping_of

PARTNER = """\
format: partner
name: {ja: 例, en: Example}
file:
  header: yes
  columns: [id, tel, type, start, sec]
natural_key: [id]
no_call:
  - {column: type, values: [total, ""], others: [call, forwarded]}
  - {column: sec, zero: yes}
fields:
  number: tel
  kind: {text: voice}
  direction: {column: type, values: {call: out, forwarded: forwarded}}
  started_at: start
  quantity: sec
"""
STATEMENT = """\
id,tel,type,start,sec
1,05011110001,call,2015-06-03T10:00:00,90
2,05011110001,call,2015-06-03T10:00:00,0
3,05011110001,call,,0.000
4,05011110001,forwarded,2015-06-03T10:00:00,00
5,05011110001,forwarded,2015-06-03T10:00:00,9
,,total,,99
,,,,
8,05011110001,cal,2015-06-03T10:00:00,90
9,05011110001,call,2015-06-03T10:00:00,-0
,05011110001,call,2015-06-03T10:00:00,90
"""


def test_rows_that_are_no_call_are_counted_apart(tmp_path):
    taken = take(tmp_path, STATEMENT.encode(), mapping_of(yaml_file.parse(PARTNER, "partner.yaml"), "partner"))
    assert taken.column("record_id", "direction", "quantity") == [("1", "out", 90), ("5", "forwarded", 9)]
    assert taken.quarantine == [(9, "unmapped_value", "8"), (10, "bad_quantity", "9"), (11, "missing_record_id", "")]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received) == (10, 5, 5)
