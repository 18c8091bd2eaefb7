"""What the demo prints once it is ready: where it is, and who can sign in, in both languages."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from api.demo.partners import PEOPLE, Person
from api.pages.words import WORDS
from service.partners.actor import Role
from service.refusals import Said

ROLES = (
    Role.INVESTIGATOR,
    Role.PIVOT_WORKER,
    Role.SHELTER_COORDINATOR,
    Role.FRONT_DESK,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
    Role.AUDITOR,
    Role.NETWORK_ADMINISTRATOR,
)
"""In the order of the story; their names are those of the pages."""

WIDEST = max(len(f"{person.who_fr} · {person.who_en}") for person in PEOPLE)

OPEN = Said("Relais est ouvert : {url}", "Relais is open: {url}")
CHOOSE = Said(
    "Choisissez une personne : {url}/demo. Toutes sont inventées.",
    "Choose a person: {url}/demo. All are invented.",
)
BY_TERMINAL = Said(
    "Un jeton pour l'API, dans un autre terminal : .venv/bin/relais token ADRESSE",
    "A token for the API, in another terminal: .venv/bin/relais token ADDRESS",
)
AHEAD = Said(
    "L'horloge de cette démo avance de {lead_fr}. Pour revenir à l'heure et repartir à neuf : "
    "Ctrl-C, {empty_fr}, relancez.",
    "This demo's clock is {lead_en} ahead. To be on time and begin anew: Ctrl-C, {empty_en}, start it again.",
)
EMPTY = Said("supprimez {folder}", "delete {folder}")
EMPTY_BOTH = Said("videz sa base de données, supprimez {folder}", "empty its database, delete {folder}")
"""What was dated ahead stays so: putting the clock alone back would leave counts and stays of days to come."""
LEAVE = "Ctrl-C : fermer · close"


def clock_ahead(lead: timedelta, data: Path, *, embedded: bool) -> list[str]:
    """One line in each language when the demo's clock stands ahead of the machine's, with the way back; else none."""
    if lead < timedelta(minutes=1):
        return []
    empty = EMPTY if embedded else EMPTY_BOTH
    hours, minutes = divmod(lead.seconds // 60, 60)
    facts = {
        "lead_fr": f"{lead.days} j {hours} h" if lead.days else f"{hours} h {minutes:02}",
        "lead_en": f"{lead.days} d {hours} h" if lead.days else f"{hours} h {minutes:02}",
        "empty_fr": empty.in_("fr", {"folder": data}),
        "empty_en": empty.in_("en", {"folder": data}),
    }
    return ["", AHEAD.in_("fr", facts), AHEAD.in_("en", facts)]


def welcome(url: str, notes: Sequence[str] = ()) -> str:
    """The page of the terminal: one line a person, by role, French and English side by side; then `notes`."""
    head = [said.in_(language, {"url": url}) for said in (OPEN, CHOOSE) for language in ("fr", "en")]
    people = [line for role in ROLES for line in _with_role(role, url)]
    tail = [BY_TERMINAL.fr, BY_TERMINAL.en, *notes, "", LEAVE]
    return "\n".join(["", *head, *people, "", *tail])


def _with_role(role: Role, url: str) -> list[str]:
    found = [person for person in PEOPLE if person.role is role]
    called = WORDS[f"role.{role}"]
    return ["", f"{called.fr} · {called.en}", *(_line(person, url) for person in found)]


def _line(person: Person, url: str) -> str:
    who = f"{person.who_fr} · {person.who_en}"
    return f"  {who:<{WIDEST}} {person.email:<32} {url}{person.link}"
