"""What an operator is told to type at three in the morning exists: each command of Relais with each of its options,
each unit, each file. What the commands do is tried where they are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api.cli.main import main

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "docs" / "runbooks"
PAGES = sorted(path.name for path in FOLDER.glob("*.md"))
NEEDED = {
    "README.md", "incident.md", "database-down.md", "rail-down.md", "restore.md", "rotate-keys.md", "upgrade.md",
    "erase.md", "subpoena.md",
}  # fmt: skip
LONGEST = 75
"""Lines that a tired person reads."""


def text(page: str) -> str:
    return (FOLDER / page).read_text(encoding="utf-8")


def commands(page: str) -> Iterator[list[str]]:
    """Everything that begins with `relais`, in the text or on a line of its own, as words after it."""
    inline = re.findall(r"`relais ([^`\n…]+)`", text(page))
    alone = re.findall(r"^ {4,}relais ([^\n…]+)$", text(page), flags=re.MULTILINE)
    fenced = re.findall(r"^ *(?:\$ )?relais ([^`\n…]+)$", text(page), flags=re.MULTILINE)
    for one in {*inline, *alone, *fenced}:
        yield shlex.split(one, comments=True)


def refuse(words: list[str]) -> str | None:
    """Why the command line does not take these words; none when it does. Nothing is run."""
    command: click.Command | None = main
    context = click.Context(main, info_name="relais")
    while isinstance(command, click.Group):
        if not words:
            return "a command is missing"
        name, *words = words
        command = command.get_command(context, name)
        if command is None:
            return f"there is no {name}"
        context = click.Context(command, parent=context, info_name=name)
    assert command is not None
    try:
        command.parse_args(
            click.Context(command, parent=context.parent), [_stands_for(word) for word in words]
        )
    except click.ClickException as error:
        said = error.format_message()
        return None if "does not exist" in said and "'" in said else said
    return None


def _stands_for(word: str) -> str:
    """ID and REQUEST stand for an id; other names and paths are of the operator's machine, not of this one."""
    return "00000000-0000-4000-8000-000000000001" if word in ("ID", "REQUEST") else word


def test_every_page_is_there_and_short() -> None:
    assert set(PAGES) >= NEEDED
    assert [page for page in PAGES if len(text(page).splitlines()) > LONGEST] == []
    linked = set(re.findall(r"\]\(([a-z-]+\.md)\)", text("README.md")))
    assert linked == set(PAGES) - {"README.md"}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page: str) -> None:
    wrong = {" ".join(words): why for words in commands(page) if (why := refuse(words))}
    assert wrong == {}


def test_a_command_that_does_not_exist_is_seen() -> None:
    assert len([words for page in PAGES for words in commands(page)]) >= 15
    assert refuse(["keys", "rotate", "care"]) is None
    assert refuse(["keys", "rotate", "beds"]) is not None
    assert refuse(["keys", "rotate", "care", "--quickly"]) is not None
    assert refuse(["repair"]) == "there is no repair"
    assert refuse(["trail"]) == "a command is missing"


@pytest.mark.parametrize("page", PAGES)
def test_every_unit_link_and_file_exists(page: str) -> None:
    units = {path.name for path in (PROJECT / "deploy" / "systemd").iterdir()}
    for unit in re.findall(r"\brelais[a-z-]*@\d+|\brelais\.target|\brelais-(?:check|migrate)\b", text(page)):
        name = re.sub(r"@\d+", "@.service", unit)
        assert name in units or f"{name}.service" in units, unit
    for link in re.findall(r"\]\(([^):#]+)\)", text(page)):
        assert (FOLDER / link).exists(), link
    for file in re.findall(r"`((?:deploy|tests|docs)/[\w/.-]+)`", text(page)):
        assert (PROJECT / file).exists(), file
