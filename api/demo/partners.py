"""The organisations and people of the demo: all invented, and the same at every start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg

from service.keys.keyring import Keyring
from service.keys.secrets import Holding
from service.partners.actor import Role
from service.partners.duty_numbers import sealed_number
from service.refusals import Language

ACCESS = timedelta(days=3 * 365)
"""A scenario moves the clock by half a year, and may be played again."""
DOMAIN = "relais.example"
"""Of every demo address; it can never be registered."""


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in to the demo. `who` is what the sign-in page calls them, in both languages."""

    email: str
    role: Role
    who_fr: str
    who_en: str
    language: Language = "fr"

    @property
    def id(self) -> UUID:
        return demo_id(self.email)

    @property
    def link(self) -> str:
        """The path that signs in as this person, in the demo alone."""
        return f"/demo/as/{self.email.removesuffix(f'@{DOMAIN}')}"


@dataclass(frozen=True)
class Organisation:
    """A partner of the demo network."""

    code: str
    name: str
    kind: str
    regions: tuple[str, ...]
    people: tuple[Person, ...]
    duty_number: str | None = None

    @property
    def id(self) -> UUID:
        return demo_id(self.code)


def demo_id(code: str) -> UUID:
    """The same opaque id at every start, so that loading the demo again changes nothing."""
    return uuid5(NAMESPACE_URL, f"relais-demo:{code}")


def _shelter(code: str, name: str, region: str, language: Language) -> Organisation:
    """A shelter's organisation with its coordinator and its front desk."""
    low = code.lower()
    return Organisation(
        code,
        name,
        "hotel" if code == "S8" else "shelter",
        (region,),
        (
            Person(
                f"coordination.{low}@relais.example",
                Role.SHELTER_COORDINATOR,
                f"Coordination, {code}",
                f"Coordinator, {code}",
                language,
            ),
            Person(
                f"accueil.{low}@relais.example",
                Role.FRONT_DESK,
                f"Accueil, {code}",
                f"Front desk, {code}",
                language,
            ),
        ),
        duty_number="+1 555 0100",
    )


ORGANISATIONS: tuple[Organisation, ...] = (
    Organisation(
        "P1",
        "Service de police P1",
        "police",
        ("CA-ON",),
        (
            Person(
                "enquete.p1@relais.example",
                Role.INVESTIGATOR,
                "Enquête, P1 Hamilton",
                "Investigator, P1 Hamilton",
                "en",
            ),
            Person(
                "supervision.p1@relais.example",
                Role.INVESTIGATOR,
                "Supervision, P1 Hamilton",
                "Supervisor, P1 Hamilton",
                "en",
            ),
        ),
    ),
    Organisation(
        "P2",
        "Service de police P2",
        "police",
        ("CA-ON",),
        (
            Person(
                "enquete.p2@relais.example",
                Role.INVESTIGATOR,
                "Enquête, P2 Toronto",
                "Investigator, P2 Toronto",
                "en",
            ),
        ),
    ),
    Organisation(
        "PQC",
        "Organisme pivot du Québec",
        "pivot",
        ("CA-QC",),
        (
            Person("pivot.qc@relais.example", Role.PIVOT_WORKER, "Pivot, Québec", "Pivot worker, Québec"),
            Person(
                "collegue.qc@relais.example",
                Role.PIVOT_WORKER,
                "Pivot en renfort, Québec",
                "Backup pivot worker, Québec",
            ),
        ),
        duty_number="+1 555 0111",
    ),
    Organisation(
        "PON",
        "Clinique juridique de l'Ontario",
        "pivot",
        ("CA-ON",),
        (
            Person(
                "pivot.on@relais.example", Role.PIVOT_WORKER, "Pivot, Ontario", "Pivot worker, Ontario", "en"
            ),
            Person(
                "collegue.on@relais.example",
                Role.PIVOT_WORKER,
                "Pivot en renfort, Ontario",
                "Backup pivot worker, Ontario",
                "en",
            ),
        ),
        duty_number="+1 555 0112",
    ),
    Organisation(
        "PAB",
        "Coalition de l'Alberta",
        "pivot",
        ("CA-AB",),
        (
            Person(
                "pivot.ab@relais.example", Role.PIVOT_WORKER, "Pivot, Alberta", "Pivot worker, Alberta", "en"
            ),
            Person(
                "collegue.ab@relais.example",
                Role.PIVOT_WORKER,
                "Pivot en renfort, Alberta",
                "Backup pivot worker, Alberta",
                "en",
            ),
        ),
        duty_number="+1 555 0113",
    ),
    Organisation(
        "S1S2",
        "Maisons S1 et S2",
        "shelter",
        ("CA-QC",),
        (
            Person(
                "coordination.s1s2@relais.example",
                Role.SHELTER_COORDINATOR,
                "Coordination, S1 et S2",
                "Coordinator, S1 and S2",
            ),
            Person("accueil.s2@relais.example", Role.FRONT_DESK, "Accueil, S2", "Front desk, S2"),
        ),
        duty_number="+1 555 0102",
    ),
    _shelter("S3", "Maison S3", "CA-ON", "en"),
    _shelter("S4", "Maison S4", "CA-ON", "en"),
    _shelter("S5", "Maison S5", "CA-QC", "fr"),
    _shelter("S6", "Maison S6", "CA-BC", "en"),
    _shelter("S7", "Maison S7", "CA-ON", "en"),
    _shelter("S8", "Hôtel S8", "CA-ON", "en"),
    _shelter("S9", "Maison S9", "CA-AB", "en"),
    _shelter("S10", "Refuge S10", "CA-ON", "en"),
    _shelter("S11", "Désintoxication S11", "CA-QC", "fr"),
    _shelter("S12", "Maison S12", "CA-AB", "en"),
    Organisation(
        "F1",
        "Fonds de la coalition",
        "fund",
        ("CA-ON",),
        (
            Person(
                "fonds1@relais.example",
                Role.FUND_ADMINISTRATOR,
                "Fonds F1, personne 1",
                "Fund F1, person 1",
                "en",
            ),
            Person(
                "fonds2@relais.example",
                Role.FUND_ADMINISTRATOR,
                "Fonds F1, personne 2",
                "Fund F1, person 2",
                "en",
            ),
        ),
    ),
    Organisation(
        "F2F3",
        "Fonds régional et national",
        "fund",
        ("CA-QC", "CA-ON", "CA-AB", "CA-BC"),
        (
            Person(
                "fonds3@relais.example",
                Role.FUND_ADMINISTRATOR,
                "Fonds F2 et F3, personne 3",
                "Funds F2 and F3, person 3",
            ),
            Person(
                "fonds4@relais.example",
                Role.FUND_ADMINISTRATOR,
                "Fonds F2 et F3, personne 4",
                "Funds F2 and F3, person 4",
            ),
        ),
    ),
    Organisation(
        "RON",
        "Coordination de l'Ontario",
        "coordination",
        ("CA-ON",),
        (
            Person(
                "region.on@relais.example",
                Role.REGIONAL_COORDINATOR,
                "Coordination régionale, Ontario",
                "Regional coordinator, Ontario",
                "en",
            ),
            Person(
                "region.on2@relais.example",
                Role.REGIONAL_COORDINATOR,
                "Coordination régionale, Ontario, personne 2",
                "Regional coordinator, Ontario, person 2",
            ),
        ),
        duty_number="+1 555 0120",
    ),
    Organisation(
        "AUD",
        "Audit indépendant",
        "audit",
        ("CA",),
        (Person("audit@relais.example", Role.AUDITOR, "Audit", "Auditor"),),
    ),
    Organisation(
        "NET",
        "Administration du réseau",
        "network",
        ("CA",),
        (
            Person(
                "reseau@relais.example",
                Role.NETWORK_ADMINISTRATOR,
                "Administration du réseau, personne 1",
                "Network administrator, person 1",
            ),
            Person(
                "reseau2@relais.example",
                Role.NETWORK_ADMINISTRATOR,
                "Administration du réseau, personne 2",
                "Network administrator, person 2",
                "en",
            ),
        ),
    ),
)

PEOPLE: tuple[Person, ...] = tuple(person for organisation in ORGANISATIONS for person in organisation.people)


def person(email: str) -> Person:
    """The demo person with this address. Raises `KeyError`."""
    return {found.email: found for found in PEOPLE}[email]


async def load_partners(owner_url: str, now: datetime, keyring: Keyring) -> None:
    """Put organisations, members and their one network in place; what is there already stays as it is."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('relais demo'))")
            await _load(connection, now)
            await _answer(Holding(connection, keyring))
    finally:
        await connection.close()


UNANSWERED = "SELECT id FROM organisations WHERE duty_number IS NULL AND id = ANY ($1)"
ANSWERED = "UPDATE organisations SET duty_number = $2 WHERE id = $1"


async def _answer(holder: Holding) -> None:
    """Write the duty numbers that are not there yet, sealed."""
    numbers = {o.id: o.duty_number for o in ORGANISATIONS if o.duty_number}
    for row in await holder.connection.fetch(UNANSWERED, list(numbers)):
        sealed = await sealed_number(holder, row["id"], numbers[row["id"]])
        await holder.connection.execute(ANSWERED, row["id"], sealed)


async def _load(connection: asyncpg.Connection, now: datetime) -> None:
    await connection.executemany(
        """
        INSERT INTO organisations (id, name, kind, regions, language)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING
        """,
        [(o.id, o.name, o.kind, list(o.regions), o.people[0].language) for o in ORGANISATIONS],
    )
    await connection.executemany(
        """
        INSERT INTO members (id, organisation_id, email, roles, language, starts_on, ends_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET ends_on = excluded.ends_on
            WHERE members.ends_on < excluded.ends_on AND members.left_at IS NULL
        """,
        [
            (
                p.id,
                o.id,
                p.email,
                [str(p.role)],
                p.language,
                now.date() - timedelta(days=30),
                now.date() + ACCESS,
            )
            for o in ORGANISATIONS
            for p in o.people
        ],
    )
    await connection.execute(
        "UPDATE members SET supervisor_id = $2 WHERE id = $1 AND supervisor_id IS NULL AND left_at IS NULL",
        demo_id("enquete.p1@relais.example"),
        demo_id("supervision.p1@relais.example"),
    )
    network_id = demo_id("network")
    await connection.execute(
        """
        INSERT INTO networks (id, name, structure, police_members) VALUES ($1, 'Relais, démo', 'open', 'hold_only')
        ON CONFLICT (id) DO NOTHING
        """,
        network_id,
    )
    await connection.executemany(
        "INSERT INTO network_members (network_id, organisation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [(network_id, o.id) for o in ORGANISATIONS],
    )
