"""Two months of a small carrier, command by command; every kind of file, and what goes wrong in them.

June: two files of the canonical format (with records that came before, and one that cannot be), and one of an exchange.
July: new usage, and two calls of June that come late.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.crash.ground import Scene

BOOK = Path(__file__).parents[2] / "book"
USER = "clerk"
_HEADER = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
_KNOWN_ON = ("--as-known-on", "2015-08-15")


def _call(number: int, ours: str, day: str, seconds: int) -> str:
    return f"{number},0509999000{ours},voice,out,fixed,0399990001,,,,{day}T10:00:{number % 60:02},{seconds}\n"


def _leg(number: int, answered: str, seconds: int, disposition: str) -> str:
    fields = ["", "05099990001", "0399990001", "default", "", "SIP/a-1", "SIP/b-2", "Dial", "SIP/b,30", answered]
    fields += [answered, answered, str(seconds), str(seconds), disposition, "DOCUMENTATION", f"{number}.1", "", ""]
    return ",".join(f'"{text}"' for text in [*fields, f"leg{number}", str(number)]) + "\n"


_JUNE = "".join(
    _call(number, str(number % 3 + 1), f"2015-06-{number % 28 + 1:02}", 60 * number) for number in range(1, 40)
)
_MORE = "".join(_call(number, "2", f"2015-06-{number % 28 + 1:02}", 90) for number in range(39, 60))
FILES = {
    "customers.csv": "customer,name,kana,language,email,postal_code,address\n"
    "K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,東京都例示区1-2-3\n"
    "K2,Ray Example,,en,ray@mail.example,100-0000,1-2-3 Reiji-ku\n",
    "accounts.csv": "account,customer,method,delivery\nA1,K1,,\nA2,K2,bill,web\nA3,K2,bill,web\n",
    "contracts.csv": "contract,account,customer,service,number,plan,group,options,from,until\n"
    "C1,A1,K1,ocn-dotphone,05099990001,,,,,\n"
    "C2,A2,K2,ocn-dotphone,05099990002,,,,2015-06-10,\n"
    "C3,A3,K2,ocn-dotphone,05099990003,,,,,\n",
    "june.csv": _HEADER
    + _JUNE
    + _call(7, "2", "2015-06-08", 420)
    + _call(99, "1", "2015-06-08", 60).replace("fixed", "moon"),
    "june-2.csv": _HEADER + _MORE + _call(41, "2", "2015-06-14", 90),
    "Master.csv": _leg(1, "2015-06-11 10:00:10", 90, "ANSWERED")
    + _leg(2, "2015-06-11 11:00:10", 0, "BUSY")
    + _leg(3, "2015-06-30 23:59:59", 45, "ANSWERED"),
    "july.csv": _HEADER
    + "".join(_call(number, "1", f"2015-07-{number - 70:02}", 200) for number in range(71, 90))
    + _call(91, "1", "2015-06-20", 600)
    + _call(5, "3", "2015-06-06", 300),
}


@dataclass(frozen=True)
class Step:
    """A command; `{run}` among its words is the run that was made last."""

    name: str
    said: tuple[str, ...]

    def words(self, scene: Scene) -> list[str]:
        runs = scene.folder / "var" / "runs"
        made = sorted(path.name for path in runs.iterdir()) if runs.is_dir() else [""]
        return [self.said[0], "--book", str(BOOK), *(word.replace("{run}", made[-1]) for word in self.said[1:])]


STEPS = (
    Step("load customers", ("load", "customers", "files/customers.csv")),
    Step("load accounts", ("load", "accounts", "files/accounts.csv")),
    Step("load contracts", ("load", "contracts", "files/contracts.csv")),
    Step("grant", ("manage", "grant", USER, "--create")),
    Step("load usage", ("load", "usage", "files/june.csv", "files/june-2.csv")),
    Step("load usage of the exchange", ("load", "usage", "files/Master.csv", "--format", "asterisk")),
    Step("bill", ("bill", "2015-06", *_KNOWN_ON)),
    Step("confirm", ("bill", "2015-06", "--confirm", "{run}", "--as", USER)),
    Step("print", ("print", "--month", "2015-06")),
    Step("load late usage", ("load", "usage", "files/july.csv")),
    Step("bill and confirm", ("bill", "2015-07", "--confirm", "--as", USER, *_KNOWN_ON)),
    Step(
        "rate",
        (
            "rate",
            "files/june.csv",
            "files/june-2.csv",
            "--contracts",
            "files/contracts.csv",
            "--out",
            "rated",
            *_KNOWN_ON,
        ),
    ),
)


def write_files(folder: Path) -> None:
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")


BILLING = ("bill", "confirm", "print", "bill and confirm", "rate")
LOADING = tuple(step.name for step in STEPS if step.name not in BILLING)
