"""The documents say what is true: commands, settings, links, rooms."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from survey.config import KNOWN

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
READMES = ("README.md", "README.zh-CN.md")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SETTING = re.compile(r"LIUSHENG_[A-Z]+(?:_[A-Z]+)*")
COMMAND = re.compile(r"\bliusheng(?: --instance \S+)? ([a-z]+(?: [a-z]+(?:-[a-z]+)*)?)")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    return _script("generate_commands")


@pytest.fixture(scope="module")
def method() -> ModuleType:
    return _script("generate_method")


def _script(name: str) -> ModuleType:
    """The script that writes one of the documents."""
    specification = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_the_commands_say(generator: ModuleType) -> None:
    assert generator.FILE.read_text(encoding="utf-8") == generator.text(), (
        "run: python docs/generate_commands.py"
    )


def test_the_page_of_methods_is_what_the_report_pages_say(method: ModuleType) -> None:
    assert method.FILE.read_text(encoding="utf-8") == method.text(), "run: python docs/generate_method.py"


def test_every_help_link_of_a_report_leads_to_an_explanation(method: ModuleType) -> None:
    explained = {entry.key for chapter in method.CHAPTERS for entry in chapter.entries}
    linked = {
        key
        for page in (ROOT / "templates" / "reports").glob("*.html")
        for key in re.findall(r'help\("([a-z_]+)"\)', page.read_text(encoding="utf-8"))
    }
    assert linked
    assert linked <= explained


def test_every_command_and_option_has_help(generator: ModuleType) -> None:
    silent = [path for path, command in generator.commands() if not command.help]
    silent += [
        f"{path} {option.name}"
        for path, command in generator.commands()
        for option in command.params
        if option.param_type_name == "option" and not option.help
    ]
    assert not silent


def test_every_setting_is_documented_and_no_other() -> None:
    table = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = {
        name for line in table.splitlines() if line.startswith("|") for name in SETTING.findall(line)
    }
    assert documented == KNOWN


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_settings_that_exist(document: Path) -> None:
    named = set(SETTING.findall(document.read_text(encoding="utf-8")))
    unknown = {name for name in named if name not in KNOWN and not name.startswith("LIUSHENG_TEST")}
    assert not unknown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_commands_that_exist(document: Path, generator: ModuleType) -> None:
    paths = [path.removeprefix("liusheng ").split() for path, _ in generator.commands()]
    known = {parts[0] for parts in paths} | {" ".join(parts[:2]) for parts in paths}
    groups = {parts[0] for parts in paths if len(parts) > 1}
    for named in COMMAND.findall(_code(document)):
        first, _, second = named.partition(" ")
        assert first in known, f"there is no command {first}"
        assert not (first in groups and second) or named in known, f"there is no command {named}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_resolves(document: Path) -> None:
    broken = [target for target in _local_links(document) if not _resolves(document, target)]
    assert not broken


def test_both_readmes_show_the_same_commands_and_link_to_each_other() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    assert READMES[1] in english
    assert READMES[0] in chinese
    assert set(COMMAND.findall(english)) == set(COMMAND.findall(chinese))


def test_the_tour_passes_every_room() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    rooms = {room.strip(" ()") for layer in layers for room in layer.split("|")}
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    missing = {room for room in rooms if f"/{room}/" not in tour and f"{room}.py" not in tour}
    assert not missing


def test_decisions_are_numbered_from_one_without_a_gap() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [file.name[:4] for file in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# {file.name[:4]} ")
        assert [part in text for part in ("## Context", "## Decision", "## Consequences")] == [True] * 3, (
            file.name
        )


def _code(document: Path) -> str:
    """The commands in code of the document, inline and in blocks; prose may use the name freely."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", text)])


def _local_links(document: Path) -> Iterator[str]:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            yield target


def _resolves(document: Path, target: str) -> bool:
    name, _, anchor = unquote(target).partition("#")
    file = (document.parent / name).resolve() if name else document
    return file.exists() and (not anchor or anchor in _anchors(file))


def _anchors(file: Path) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = HEADING.findall(file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
