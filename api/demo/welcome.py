"""What the demo prints once it is ready: where it is, and who can sign in, in both languages."""

from api.demo.partners import PEOPLE, Person
from service.partners.actor import Role
from service.refusals import Said

ROLES: dict[Role, Said] = {
    Role.INVESTIGATOR: Said("enquête", "investigator"),
    Role.PIVOT_WORKER: Said("intervention pivot", "pivot worker"),
    Role.SHELTER_COORDINATOR: Said("coordination de ressource", "shelter coordinator"),
    Role.FRONT_DESK: Said("accueil de ressource", "front desk"),
    Role.FUND_ADMINISTRATOR: Said("administration du fonds", "fund administrator"),
    Role.REGIONAL_COORDINATOR: Said("coordination régionale", "regional coordinator"),
    Role.AUDITOR: Said("audit", "auditor"),
    Role.NETWORK_ADMINISTRATOR: Said("administration du réseau", "network administrator"),
}

OPEN = Said("Relais est ouvert : {url}", "Relais is open: {url}")
CHOOSE = Said(
    "Choisissez une personne : {url}/demo. Toutes sont inventées.",
    "Choose a person: {url}/demo. All are invented.",
)
BY_TERMINAL = Said(
    "Un jeton pour l'API, dans un autre terminal : .venv/bin/relais token ADRESSE",
    "A token for the API, in another terminal: .venv/bin/relais token ADDRESS",
)
LEAVE = "Ctrl-C : fermer · close"


def welcome(url: str) -> str:
    """The page of the terminal: one line a person, by role, French and English side by side."""
    head = [said.in_(language, {"url": url}) for said in (OPEN, CHOOSE) for language in ("fr", "en")]
    people = [line for role in ROLES for line in _with_role(role, url)]
    tail = [BY_TERMINAL.fr, BY_TERMINAL.en, "", LEAVE]
    return "\n".join(["", *head, *people, "", *tail])


def _with_role(role: Role, url: str) -> list[str]:
    found = [person for person in PEOPLE if person.role is role]
    return ["", f"{ROLES[role].fr} · {ROLES[role].en}", *(_line(person, url) for person in found)]


def _line(person: Person, url: str) -> str:
    who = f"{person.who_fr} · {person.who_en}"
    return f"  {who:<64} {person.email:<32} {url}{person.link}"
