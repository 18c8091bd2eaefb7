"""How many, of which profile, who is kept apart and who together: a page's numbers as parties (OPS-01, OPS-07)."""

from dataclasses import dataclass
from typing import Final

from api.pages.forms import Form
from api.wrong import WHOLE, Wrong
from service.cases.rules import AgeBand, Gender
from service.operations.parties.rules import Counted, Party
from service.refusals import Said

PROFILES: Final[dict[str, tuple[Gender, AgeBand]]] = {
    "women": ("woman", "25+"),
    "men": ("man", "25+"),
    "young_women": ("woman", "16-17"),
    "young_men": ("man", "16-17"),
    "trans_women": ("trans_woman", "25+"),
    "trans_men": ("trans_man", "25+"),
    "non_binary": ("non_binary", "25+"),
    "not_determined": ("not_determined", "not_determined"),
}
"""What the page counts. Grown people of any age are asked for as 25 and over, whom most houses admit."""
FIRST: Final = ("women", "men", "young_women", "young_men")
OTHERS: Final = tuple(name for name in PROFILES if name not in FIRST)
LETTERS: Final = ("A", "B", "C", "D")
FAMILIES: Final = ("family_1", "family_2", "family_3")
GROUPS: Final = (*LETTERS, "alone", *FAMILIES)
MOST: Final = 100
TOO_MANY_APART: Final = Said(
    "Plus de personnes à part ou ensemble que de personnes en tout",
    "More people apart or together than people in all",
)

NOBODY: Final = Said("Comptez au moins une personne", "Count at least one person")


@dataclass(frozen=True)
class Group:
    """Some of the people: those of one letter, those alone, or one family."""

    name: str
    counts: dict[str, int]
    children: int = 0

    def party(self) -> Party:
        people = [Counted(*PROFILES[name], count) for name, count in self.counts.items() if count]
        if self.children:
            people.append(Counted("not_determined", "<16", self.children))
        return Party(
            tuple(people),
            keep_together=self.name in FAMILIES,
            label=self.name if self.name in LETTERS else None,
            alone=self.name == "alone",
        )

    @property
    def size(self) -> int:
        return sum(self.counts.values()) + self.children


@dataclass(frozen=True)
class People:
    """Everybody, as parties; or what to correct."""

    parties: tuple[Party, ...]
    wrongs: tuple[Wrong, ...] = ()

    @property
    def size(self) -> int:
        return sum(party.size() for party in self.parties)


def people_of(form: Form) -> People:
    """The parties of a form. A group's people are among the totals; children come with their family alone."""
    wrongs: list[Wrong] = []
    totals = {name: _number(form, name, wrongs) for name in PROFILES}
    groups = [_group(form, name, wrongs) for name in GROUPS]
    rest = dict(totals)
    for group in groups:
        for name, count in group.counts.items():
            rest[name] -= count
    wrongs += [Wrong(name, TOO_MANY_APART) for name, count in rest.items() if count < 0]
    chosen = [group for group in (Group("rest", rest), *groups) if group.size]
    if not chosen and not wrongs:
        wrongs.append(Wrong(FIRST[0], NOBODY))
    return People(() if wrongs else tuple(group.party() for group in chosen), tuple(wrongs))


def _group(form: Form, name: str, wrongs: list[Wrong]) -> Group:
    counts = {profile: _number(form, f"{name}_{profile}", wrongs) for profile in FIRST}
    children = _number(form, f"{name}_children", wrongs) if name in FAMILIES else 0
    return Group(name, counts, children)


def _number(form: Form, field: str, wrongs: list[Wrong]) -> int:
    """A number that was counted; nothing is none."""
    text = form.value(field)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text) > MOST:
        wrongs.append(Wrong(field, WHOLE))
        return 0
    return int(text)


def number_in(form: Form, field: str, default: int, wrongs: list[Wrong]) -> int:
    """A number that may be left to its default."""
    return _number(form, field, wrongs) if form.value(field) else default
