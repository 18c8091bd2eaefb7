"""What can be proposed, as plain values; who may sign it is PostgreSQL's to say (migrations/partners/settings)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from service.partners.actor import Role
from service.refusals import Language
from service.retention.rules import ClassName, subject_of

Kind = Literal[
    "invitation",
    "access",
    "network_create",
    "network_join",
    "network_leave",
    "network_police",
    "network_term",
    "police_budget",
    "organisation_create",
    "accreditation",
    "approver_limit",
    "rail",
    "payee",
    "root_rotation",
    "retention",
    "erasure",
]
"""Every change of a setting there is. None knows the absolute emergency ceiling: that is no setting (FND-10)."""

State = Literal["open", "in_force", "withdrawn", "lapsed"]
Structure = Literal["open", "steered", "community_only", "lead_organisation"]
PoliceMembers = Literal["none", "hold_only"]
OrganisationKind = Literal["shelter", "police", "pivot", "fund", "coordination", "audit", "network", "hotel"]
RailName = Literal[
    "stripe_connect", "stripe_issuing", "voucher", "manual_etransfer", "manual_cheque", "manual_cash"
]
PayeeRail = Literal["stripe_connect", "stripe_issuing", "manual_etransfer", "manual_cheque", "manual_cash"]
"""The rails that lead to somebody named; a card from stock is handed over."""
OFF_AT_FIRST: Final = frozenset({"stripe_issuing"})
"""Rails that two people turn on, where the others are on until two people turn them off."""

LAPSES_AFTER: Final = timedelta(days=7)
"""What nobody has signed within a week is proposed anew, if it is still wanted."""

PROPOSERS: Final = frozenset(Role) - {Role.FRONT_DESK}
"""A front desk settles nothing."""
_FUND: Final = frozenset({"approver_limit", "rail", "payee"})
_BY_ANY_KEEPER: Final = frozenset({"invitation", "access", "network_join", "network_leave"})


def proposers_of(kind: Kind) -> frozenset[Role]:
    """The roles whose holders may come to propose such a change at all; the rest depends on what it is about."""
    if kind in _FUND:
        return frozenset({Role.FUND_ADMINISTRATOR})
    if kind == "erasure":
        return frozenset({Role.PIVOT_WORKER})
    return PROPOSERS if kind in _BY_ANY_KEEPER else frozenset({Role.NETWORK_ADMINISTRATOR})


@dataclass(frozen=True)
class Propose:
    """One change of one setting. Without a subject it is something new; without an organisation, one's own."""

    kind: Kind
    content: Mapping[str, Any] = field(default_factory=dict)
    subject: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True)
class Access:
    """What a member may do, and until when (POL-04). An investigator has a supervisor of the same service."""

    roles: tuple[Role, ...]
    ends_on: date
    supervisor_id: UUID | None = None

    def content(self) -> dict[str, Any]:
        """The same as a proposal keeps it."""
        return {
            "roles": sorted(set(self.roles)),
            "ends_on": self.ends_on.isoformat(),
            "supervisor_id": str(self.supervisor_id) if self.supervisor_id else None,
        }


def invitation(
    email: str, access: Access, language: Language, organisation_id: UUID | None = None
) -> Propose:
    """A new member of an organisation, known by a work address."""
    content = {**access.content(), "email": email.strip().lower(), "language": language}
    return Propose("invitation", content, organisation_id=organisation_id)


def access(member_id: UUID, access: Access, organisation_id: UUID | None = None) -> Propose:
    """Other roles, another supervisor or another end for a member."""
    return Propose("access", access.content(), member_id, organisation_id)


def network(
    name: str,
    structure: Structure,
    police_members: PoliceMembers,
    minimum_sites: int = 3,
    questions_a_day: int = 40,
) -> Propose:
    """A new network around one's own organisation (AGR-01)."""
    content = {"name": name, "structure": structure, "police_members": police_members}
    return Propose(
        "network_create", {**content, "minimum_sites": minimum_sites, "questions_a_day": questions_a_day}
    )


def joining(network_id: UUID, organisation_id: UUID) -> Propose:
    """An organisation enters a network; its own people are one of the two when it is in another already."""
    return Propose("network_join", {"network_id": str(network_id)}, organisation_id, organisation_id)


def leaving(network_id: UUID, organisation_id: UUID) -> Propose:
    """An organisation leaves a network; what it promised stays promised (PIV-03)."""
    return Propose("network_leave", {"network_id": str(network_id)}, organisation_id, organisation_id)


def police_members(network_id: UUID, allowed: PoliceMembers) -> Propose:
    """Whether a network has police members (AGR-01)."""
    return Propose("network_police", {"police_members": allowed}, network_id)


def network_term(network_id: UUID, term: str, fr: str | None, en: str | None) -> Propose:
    """A word of a network's own for its screens; without words the neutral one comes back (RIG-04)."""
    return Propose("network_term", {"term": term, "fr": fr, "en": en}, network_id)


def police_budget(network_id: UUID, minimum_sites: int, questions_a_day: int) -> Propose:
    """How much police can learn through a network: shelters behind a figure, questions a day (design.md section 4)."""
    content = {"minimum_sites": minimum_sites, "questions_a_day": questions_a_day}
    return Propose("police_budget", content, network_id)


def organisation(
    network_id: UUID,
    name: str,
    kind: OrganisationKind,
    *,
    regions: tuple[str, ...],
    language: Language,
    accredited_until: date | None = None,
) -> Propose:
    """A new organisation in a network, accredited until a date (PIV-10)."""
    return Propose(
        "organisation_create",
        {
            "network_id": str(network_id),
            "name": name,
            "kind": kind,
            "regions": list(regions),
            "language": language,
            "accredited_until": accredited_until.isoformat() if accredited_until else None,
        },
    )


def accreditation(organisation_id: UUID, until: date | None) -> Propose:
    """Until when an organisation is accredited; `None` is without an end (PIV-10)."""
    content = {"accredited_until": until.isoformat() if until else None}
    return Propose("accreditation", content, organisation_id, organisation_id)


def approver_limit(member_id: UUID, up_to_cents: int | None, day_cents: int | None = None) -> Propose:
    """What one administrator of the fund approves at most: per case and day, and in all over a rolling 24 h. `None`:
    what the policy says (FND-10)."""
    return Propose("approver_limit", {"up_to_cents": up_to_cents, "day_cents": day_cents}, member_id)


def rail(name: RailName, active: bool) -> Propose:
    """A way for money to leave, on or off for one's own fund."""
    return Propose("rail", {"rail": name, "active": active})


def root_rotation(root: Literal["care", "financial"]) -> Propose:
    """A new generation of a root key: every data key is wrapped anew under it (design.md section 6)."""
    return Propose("root_rotation", {"root": root})


def retention(name: ClassName, amount: int) -> Propose:
    """How long a class of data is kept, in the class's own unit (CNF-11). A shorter period of months waits a month."""
    return Propose("retention", {"class": name, "amount": amount}, subject_of(name))


def erasure(case_id: UUID) -> Propose:
    """The erasure of a case at the person's request: two of those who accompany it, and it is gone (CNF-11)."""
    return Propose("erasure", {}, case_id)
