"""A wholesale partner's statement in CP932 with Japanese headers, by its mapping alone; results by hand."""

from datetime import datetime

import pytest
from deliveries import mapping, take

from yakkan.messages import Refused

STATEMENT = """\
請求年月,明細通番,回線番号,利用種別,発着区分,相手先番号,利用開始日,利用開始時刻,通話秒数,通数,通信量
201506,1,05011110001,通話,発信,0312345678,2015/06/03,23:59:59,90,,
201506,2,815011110001,通話,着信,非通知,2015/06/03,00:00:00,61,,
201506,3,09011110001,ＳＭＳ,発信,09012345678,2015/06/03,10:00:00,,3,
201506,4,09011110001,データ,,,2015/06/03,10:00:00,3600,,1500.5
201506,5,09011110001,データ,,,2015/06/03,10:00:00,60,,0.0001
201506,,09011110001,小計,,,,,,,1500.5001
201506,4,09011110001,データ,,,2015/06/03,10:00:00,3600,,1500.500
201506,6,09011110001,データ,,,2015/6/3,10:00:00,60,,1
201506,7,09011110001,データ,,,2015/06/03,10:00,60,,1
201506,8,09011110001,ファクス,,,2015/06/03,10:00:00,60,,1
201506,9,05011110001,通話,発信,0312345678,2015/06/03,,90,,
201506,10,05011110001,通話,発信,0312345678,2015/06/03,10:00:00,,,90
201506,11,05011110001,通話,転送,0312345678,2015/06/31,10:00:00,90,,
,,,合計,,,,,151,3,
"""


def test_a_partners_statement_becomes_records(tmp_path):
    taken = take(tmp_path, STATEMENT.encode("cp932"), mapping("wholesale-partner"))
    at = datetime.fromisoformat
    assert taken.column("record_id", "number", "usage_class", "started_at", "quantity") == [
        ("1", "05011110001", "voice|out|fixed|||", at("2015-06-03 23:59:59"), 90),
        ("2", "05011110001", "voice|in||||", at("2015-06-03 00:00:00"), 61),
        ("3", "09011110001", "sms|out|mobile|||", at("2015-06-03 10:00:00"), 3),
        ("4", "09011110001", "data|out||||", at("2015-06-03 10:00:00"), 1_536_512),  # 1500.5 × 1,024
        ("5", "09011110001", "data|out||||", at("2015-06-03 10:00:00"), 1),  # 0.1024 of a byte, begun
    ]
    assert taken.quarantine == [
        (9, "bad_started_at", "6"),
        (10, "no_seconds", "7"),
        (11, "unmapped_value", "8"),
        (12, "missing_started_at", "9"),
        (13, "missing_quantity", "10"),
        (14, "bad_started_at", "11"),
    ]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received, intake.duplicate) == (14, 2, 12, 1)


def test_a_file_in_utf8_is_refused_and_a_byte_that_cp932_lacks_told_by_line(tmp_path):
    with pytest.raises(Refused) as caught:
        take(tmp_path, STATEMENT.encode(), mapping("wholesale-partner"))
    assert (caught.value.code, caught.value.line) == ("header_undecodable", 1)
    torn = STATEMENT.encode("cp932").replace("非通知".encode("cp932"), b"\x85@")
    assert take(tmp_path, torn, mapping("wholesale-partner")).quarantine[0] == (3, "undecodable", "")
