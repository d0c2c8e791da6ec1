"""A roaming partner's statement with Japanese headers, by its mapping alone."""

from deliveries import mapping, take

STATEMENT = """\
開始日時,明細番号,電話番号,種別,事業者コード,パケット数,秒数,備考
2008-03-24 12:00:00,1,09011110001,パケット,DEUE2,75,,定額外
2008-03-24 04:00:00Z,2,819011110001,転送,CYPCT,,61,
2008-03-24 13:00:00,3,+819011110001,着信,CYPCT,,61,
2008-03-24 14:00:00,4,09011110001,テレビ電話着信,LKADG,,59,
2008-03-24 12:00:00,1,09011110001,パケット,DEUE1,75,,別の事業者の1番
2008-03-24 12:00:00,1,09011110001,パケット,DEUE2,75,,二度目
2008-03-24 12:00:00,6,09011110001,ファクス,DEUE2,75,,
2008-03-24 12:00:00,7,09011110001,パケット,DEUE2,,75,
2008-03-24 12:00:00,,09011110001,パケット,DEUE2,75,,
"""


def test_a_partners_statement_becomes_records(tmp_path):
    taken = take(tmp_path, STATEMENT.encode(), mapping("roaming-partner"))
    assert taken.column("record_id", "number", "usage_class", "quantity") == [
        ("DEUE2|1", "09011110001", "packet|out|||DEUE2|", 75),
        ("CYPCT|2", "09011110001", "voice|forwarded|||CYPCT|", 61),
        ("CYPCT|3", "09011110001", "voice|in|||CYPCT|", 61),
        ("LKADG|4", "09011110001", "video|in|||LKADG|", 59),
        ("DEUE1|1", "09011110001", "packet|out|||DEUE1|", 75),
    ]
    assert taken.quarantine == [
        (8, "unmapped_value", "DEUE2|6"),
        (9, "missing_quantity", "DEUE2|7"),
        (10, "missing_record_id", ""),
    ]
    assert (taken.intake.received, taken.intake.duplicate) == (9, 1)
