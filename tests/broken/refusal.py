"""What every refusal of the command must be: exit 2, file, line and cure in both languages, and nothing left behind."""

import re
import shutil
from pathlib import Path

import yaml

from command import Command

ROOT = Path(__file__).parents[2]
MESSAGES = ROOT / "src" / "yakkan" / "messages"
PLACE = {"en": ", line {}: ", "ja": "、{}行目: "}
RATE = ["rate", "usage.csv", "--contracts", "contracts.csv", "--out", "out"]
USAGE = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
USAGE += "R1,05011110001,voice,out,fixed,,,,,2015-06-03T10:00:00,180\n"
CONTRACTS = "contract,account,customer,service,number,plan,group,options,from,until\n"
CONTRACTS += "C1,A1,K1,ocn-dotphone,05011110001,,,,2015-06-01,\n"


def prepare(folder: Path) -> Path:
    """A sound book, contracts file and usage file in `folder`; returns it."""
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("cases"))
    (folder / "usage.csv").write_text(USAGE, encoding="utf-8")
    (folder / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    return folder


def refused(command: Command, arguments: list[str], folder: Path, name: str, place: tuple[str, int]) -> None:
    """Calls the command in both languages and checks all that a refusal must be.

    `name` is the message's in the catalogue; `place` the file and the line (0: the whole file).
    """
    (folder / "temporary").mkdir(exist_ok=True)
    before = everything(folder)
    file, line = place
    for language, said in command.run_in_both(arguments, folder).items():
        where = file + (PLACE[language].format(line) if line else ": ")
        lines = [text for text in said.err.splitlines() if text.startswith(where)]
        assert said.code == 2, said
        assert "Traceback" not in said.err
        assert said.out == ""
        assert any(pattern(name, language).fullmatch(text.removeprefix(where)) for text in lines), said.err
    assert everything(folder) == before


def everything(folder: Path) -> list[str]:
    """Every path under a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def message(name: str, language: str) -> str:
    """A message of the catalogue, with its placeholders."""
    topic, _, code = name.partition(".")
    return yaml.load((MESSAGES / f"{topic}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[code][language]


def pattern(name: str, language: str) -> re.Pattern[str]:
    """What a message looks like once its placeholders are filled."""
    parts = re.split(r"\{[^}]*\}", message(name, language))
    return re.compile(".*".join(re.escape(part) for part in parts))
