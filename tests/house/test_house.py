"""The house rules that have a number or a list, over every tracked file of the project."""

import ast
import doctest
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
FILES = [ROOT / name for name in TRACKED.split("\0") if name and (ROOT / name).is_file()]
PYTHON = [file for file in FILES if file.suffix == ".py"]
SOURCE = [file for file in PYTHON if ROOT / "src" in file.parents]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

MOST_LINES_OF_A_FUNCTION = 70
MOST_LINES_OF_A_FILE = 500
MOST_ARGUMENTS = 5
BANNED_NAMES = ("utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "handler", "handlers")
BANNED_WORDS = ("TODO", "FIXME", "XXX", "type: ignore", "noqa", "mark.skip", "mark.xfail", "importorskip")
BANNED_CALLS = (
    r"pytest\.skip\(",
    r"pytest\.xfail\(",
    r"time\.sleep\(",
    r"unittest\.mock",
    r"monkeypatch\.setattr",
)
LOCK_FILES = [name for name in TRACKED.split("\0") if name.startswith("requirements/")]
NOT_OURS = {"migrations"}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def is_text(file: Path) -> bool:
    return b"\0" not in file.read_bytes()[:4096]


def functions(file: Path):
    for node in ast.walk(ast.parse(read(file))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("file", PYTHON, ids=name_of)
def test_a_file_and_its_functions_are_short(file):
    assert len(read(file).splitlines()) <= MOST_LINES_OF_A_FILE
    for function in functions(file):
        lines = function.end_lineno - function.lineno + 1
        assert lines <= MOST_LINES_OF_A_FUNCTION, f"{function.name} has {lines} lines"
        arguments = function.args.args + function.args.posonlyargs + function.args.kwonlyargs
        named = [argument for argument in arguments if argument.arg not in ("self", "cls")]
        if ROOT / "src" in file.parents:
            assert len(named) <= MOST_ARGUMENTS, f"{function.name} has {len(named)} arguments"


@pytest.mark.parametrize("file", [file for file in FILES if is_text(file) and file != Path(__file__)], ids=name_of)
def test_nothing_is_put_off_silenced_or_fetched(file):
    text = file.read_text(encoding="utf-8", errors="replace")  # a delivered file of test data may be no UTF-8
    assert not [word for word in BANNED_WORDS if re.search(rf"\b{re.escape(word)}\b", text)]
    if ROOT / "tests" in file.parents:
        assert not [call for call in BANNED_CALLS if re.search(call, text)]


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_pins_by_hash_and_names_no_address(name):
    text = read(ROOT / name)
    assert "://" not in text and not re.search(r"^--(?!hash)", text, re.MULTILINE)
    pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pinned
    assert not [pin for pin in pinned if not re.match(r"[^ ]+==[^ ]+ \\\n    --hash=sha256:[0-9a-f]{64}", pin)]


def test_no_file_or_folder_has_a_name_that_says_nothing():
    for file in FILES:
        assert not set(file.relative_to(ROOT).with_suffix("").parts) & set(BANNED_NAMES), name_of(file)


@pytest.mark.parametrize("file", SOURCE, ids=name_of)
def test_every_module_and_public_name_says_what_it_is(file):
    if NOT_OURS & set(file.parts) or not read(file).strip():
        return
    tree = ast.parse(read(file))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not is_overload(node):
            assert ast.get_docstring(node), node.name


def is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """A signature for the type checker: the function itself follows, with its docstring."""
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list)


def floors(container: str) -> set[str]:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == [container])
    return {room.strip() for layer in layers for room in re.split(r"[|:]", layer)}


def rooms(folder: Path) -> set[str]:
    found = {file.relative_to(folder).parts[0] for file in SOURCE if folder in file.parents}
    return {name.removesuffix(".py") for name in found} - {"__init__"}


def test_every_room_stands_on_a_floor():
    assert rooms(ROOT / "src" / "yakkan") == floors("yakkan")
    assert rooms(ROOT / "src" / "yakkan" / "apps") == floors("yakkan.apps")


@pytest.mark.parametrize(
    "room",
    [
        *("money", "days", "terms", "usage", "tariffs", "rating", "bill", "documents", "correction", "messages"),
        *("runs", "engines"),
    ],
)
def test_a_room_tells_its_story_with_an_example_that_is_run(room):
    story = ast.get_docstring(ast.parse(read(ROOT / "src" / "yakkan" / room / "__init__.py")))
    assert 4 <= len(story.splitlines()) <= 25
    assert ">>> " in story


@pytest.mark.parametrize("file", [file for file in SOURCE if ">>> " in read(file)], ids=name_of)
def test_every_example_comes_out_as_it_says(file, monkeypatch):
    monkeypatch.chdir(ROOT)
    dotted = ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    outcome = doctest.testmod(import_module(dotted))
    assert outcome.attempted > 0
    assert outcome.failed == 0


DOCUMENTS = [file for file in FILES if file.suffix == ".md"]
PATH = re.compile(r"`((?:src|book|tests|docs|requirements)/[A-Za-z0-9_./-]*[A-Za-z0-9_/-])`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_every_path_that_a_document_names_exists(file):
    text = read(file)
    for path in PATH.findall(text):
        assert (ROOT / path).exists(), path
    for link in LINK.findall(text):
        assert (file.parent / link).exists(), link
