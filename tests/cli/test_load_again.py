"""`yakkan load usage --again`: contracts that came late, from the quarantine to a bill; every figure by hand."""

import stat
from pathlib import Path

from tests.cli.carrier import ACCOUNTS, CUSTOMERS, Carrier

HEAD = "contract,account,customer,service,number,plan,group,options,from,until\n"
CALLS = """id,start_time,end_time,duration,src_user,dst_user,callid
1,2457178.5416666667,2457178.5416666667,181,05099990001,0399990001,a
2,2457178.5416666667,2457178.5416666667,61,05099990002,0399990001,b
3,2457178.5416666667,2457178.5416666667,61,0399990001,0399990002,c
"""


def test_what_is_mended_is_taken_up_and_billed(tmp_path: Path) -> None:
    carrier = Carrier(tmp_path)

    def said(*words: str, locale: str = "C.UTF-8") -> list[str]:
        done = carrier(*words, locale=locale)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    def contracts(*rows: str) -> None:
        said("load", "contracts", carrier.write("contracts.csv", HEAD + "".join(f"{row},,,,,\n" for row in rows)))

    said("load", "customers", carrier.write("customers.csv", CUSTOMERS))
    said("load", "accounts", carrier.write("accounts.csv", ACCOUNTS))
    assert said("load", "usage", "--again")[0] == "Nothing is open: no usage is in quarantine."
    contracts("C1,A1,K1,ocn-dotphone,05099990001")
    calls = carrier.write("calls.csv", CALLS)
    assert (
        "received 3 = accepted 1 + quarantined 2 + duplicate 0"
        in said("load", "usage", calls, "--format", "kamailio")[0]
    )
    assert "'yakkan load usage --again'" in said("load", "usage", calls, "--format", "kamailio")[1]
    assert "2件は保留のまま" in said("load", "usage", calls, "--format", "kamailio", locale="ja_JP.UTF-8")[1]
    listed = said("load", "usage", "--again", "--dry-run", "--format", "kamailio", locale="ja_JP.UTF-8")
    assert "2件が保留のままです" in listed[0]
    assert listed[1].startswith("    2件: 発信者も着信者も、その日の契約の番号ではありません。")
    assert "--dry-run を外して" in listed[2]
    assert said("load", "usage", "--again", "--dry-run", "--format", "asterisk") == [
        "Nothing is open: no usage is in quarantine."
    ]
    nothing = said("load", "usage", "--again")
    assert "nothing could be taken up; 2 stay in quarantine" in nothing[0]
    assert nothing[1].startswith("    2 × neither caller nor called is a number under contract")
    # Two units of 8 yen for 181 seconds; 280 + 16 = 296 yen, 23.68 -> 23 yen of tax.
    assert "296 yen before tax + 23 yen of tax = 319 yen" in said("bill", "2015-06")[2]

    contracts("C1,A1,K1,ocn-dotphone,05099990001", "C2,A2,K2,ocn-dotphone,05099990002")
    taken = said("load", "usage", "--again", "--format", "kamailio", locale="ja_JP.UTF-8")
    assert "保留だった 2件を読み直し、記録 2件 ＝ 取込 1 ＋ 保留 1 ＋ 重複 0" in taken[0]
    assert taken[-1].startswith("これまでの全部: 記録 3 ＋ あとでわかった相手側 0 ＝ 取込 2 ＋ 重複 0 ＋ 保留中 1")
    kept = [file for file in (carrier.data / "lake").rglob("*") if file.is_file()]
    assert [file.name for file in kept].count("residue.parquet") == 1
    assert not any(stat.S_IMODE(file.stat().st_mode) & 0o077 for file in kept)
    # Of A2: 280 + 8 = 288 yen, 23.04 -> 23 yen of tax; A1 as before.
    assert "584 yen before tax + 46 yen of tax = 630 yen" in said("bill", "2015-06")[2]

    (carrier.book / "formats" / "kamailio.yaml").unlink()
    gone = carrier("load", "usage", "--again")
    assert (gone.returncode, "there is no format kamailio" in gone.stderr) == (2, True)
    for wrong in (
        ["usage", calls, "--again"],
        ["contracts", "--again"],
        ["usage", "--again", "--dry-run", "--contracts", calls],
        ["usage"],
    ):
        assert carrier("load", *wrong).returncode == 2
