"""Everything the product says is there in both languages, is said by the code, and ends with a cure."""

import ast
import re
from collections import defaultdict
from pathlib import Path
from string import Formatter

import pytest

from yakkan.messages import Refusals, Refused, catalogue, say
from yakkan.terms.load import _OF_PYDANTIC
from yakkan.usage.checks import CHECKS

SOURCE = Path(__file__).parents[2] / "src" / "yakkan"
NAME = re.compile(r"[a-z]+\.[a-z_]+")
OF_REFUSALS = (
    "delivered",
    "input",
    "issue",
    "parked",
    "register",
    "retention",
    "runs",
    "state",
    "terms",
    "text",
    "unrated",
    "usage",
)
NO_REFUSAL = ("input.at", "issue.right_given")
CONTRADICTIONS = ("contract_disagrees", "number_in_two_contracts", "number_twice")
OF_RATING = {
    "unrated": ("no_contract", "not_covered", "other_month", *CONTRADICTIONS),
    "parked": ("not_covered", "unknown_account", "unknown_service", *CONTRADICTIONS),
}
NO_MESSAGE = re.compile(r".*\.(csv|json|parquet|yaml|py|log|sql|db)")


def placeholders(text: str) -> set[str]:
    return {field.partition("!")[0] for _, field, _, _ in Formatter().parse(text) if field is not None}


def texts_of_the_source() -> dict[str, set[str]]:
    """Every text in the code and every quoted one in a template's tags, with the files that hold it; parts of
    f-strings too."""
    found = defaultdict(set)
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value].add(file.relative_to(SOURCE).as_posix())
    for file in sorted(SOURCE.rglob("templates/**/*.*")):
        for tag in re.findall(r"{[{%].*?[%}]}", file.read_text(encoding="utf-8")):
            for text in re.findall(r'"([^"]*)"', tag):
                found[text].add(file.relative_to(SOURCE).as_posix())
    return found


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_a_message_says_the_same_in_both_languages(name):
    said = catalogue()[name]
    assert set(said) == {"ja", "en"}
    assert all(text.strip() for text in said.values())
    assert placeholders(said["ja"]) == placeholders(said["en"])


def test_no_message_is_there_twice():
    for file in sorted((SOURCE / "messages").glob("*.yaml")):
        codes = re.findall(r"^([a-z_]+):", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(codes) == len(set(codes)), file


def test_every_message_that_the_code_names_exists():
    topics = {name.partition(".")[0] for name in catalogue()}
    for text, files in texts_of_the_source().items():
        if NAME.fullmatch(text) and text.partition(".")[0] in topics and not NO_MESSAGE.fullmatch(text):
            known = text in catalogue() or any(name.startswith(text) for name in catalogue())
            assert known, f"{text} in {sorted(files)}"


def test_every_message_is_said_somewhere():
    """By its whole name, by its code where the topic is the file's own, by the beginning of a code that is put together
    (`quantity_`), or as the reason that an expression of the engine gives."""
    texts = set(texts_of_the_source())
    verbs = {path.stem for path in (SOURCE / "cli").iterdir()}
    for name in catalogue():
        topic, _, code = name.partition(".")
        beginnings = {code[: i + 1] for i, letter in enumerate(code) if letter == "_"}
        begun = beginnings | {f"{topic}.{beginning}" for beginning in beginnings}
        named = {name, code, *begun} & texts or (topic == "cli" and code in verbs)
        assert named or any(f"'{code}'" in text for text in texts), name


def test_every_reason_that_is_put_together_with_its_topic_exists():
    known = [f"usage.{reason}" for reason, _ in CHECKS] + [f"terms.{name}" for name in _OF_PYDANTIC.values()]
    for topic, call, file in (("delivered", "Check", "runs/delivered.py"), ("terms", "_typed", "terms/texts.py")):
        tree = ast.parse((SOURCE / file).read_text(encoding="utf-8"))
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == call]
        known += [f"{topic}.{one.args[0].value}" for one in calls if isinstance(one.args[0], ast.Constant)]
    known += [f"{topic}.{reason}" for topic, reasons in OF_RATING.items() for reason in reasons]
    assert len(known) > 50
    assert set(known) <= set(catalogue())


@pytest.mark.parametrize(
    "name", sorted(name for name in catalogue() if name not in NO_REFUSAL and name.partition(".")[0] in OF_REFUSALS)
)
def test_a_refusal_says_what_is_wrong_and_then_the_cure(name):
    assert len(re.findall(r"[.:;!?](?:\s|$|\{)", catalogue()[name]["en"])) >= 2, catalogue()[name]["en"]
    assert len(re.findall(r"[。:：]", catalogue()[name]["ja"])) >= 2, catalogue()[name]["ja"]


def test_a_refusal_names_its_place_first():
    refused = Refused("text.empty", "usage.csv", 3)
    assert refused.text("en") == "usage.csv, line 3: the file is empty. Have it delivered again."
    assert refused.text("ja").startswith("usage.csv、3行目: ")
    assert refused.code == "empty"
    assert Refused("text.empty", "usage.csv").text("en").startswith("usage.csv: the file")
    assert Refused("text.empty").text("en").startswith("the file")


def test_several_refusals_are_told_together():
    both = Refusals([Refused("text.empty", "a.csv"), Refused("text.utf16", "b.csv")])
    assert [line.partition(":")[0] for line in both.text("en").splitlines()] == ["a.csv", "b.csv"]
    assert str(both) == both.text("en")


def test_a_message_that_does_not_exist_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        say("en", "input.no_such_message")
    with pytest.raises(KeyError):
        say("en", "input.at", file="usage.csv")
