"""One change of every kind, with who proposes it, who signs it, and how one sees that it is in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.partners.actor import Role
from service.partners.proposals import rules
from service.partners.proposals.rules import Access, Propose
from tests.service.partners.town import Town


@dataclass(frozen=True)
class Change:
    """A change of one kind. `pair` are its two people, `third` could sign as well."""

    wish: Callable[[Town], Propose]
    pair: Callable[[Town], tuple[UUID, UUID]]
    third: Callable[[Town], UUID]
    seen: str
    """A query of the owner's: a truth once the change is in force, and none before."""


def _access(town: Town) -> Access:
    return Access((Role.FRONT_DESK,), town.today + timedelta(days=200))


def _payee(_: Town) -> Propose:
    content: dict[str, Any] = {"code": "P-2345", "name": "Autocar", "rail": "manual_cheque", "account": None}
    return Propose("payee", {**content, "region": None, "partner_organisation_id": None})


CHANGES: dict[str, Change] = {
    "invitation": Change(
        lambda town: rules.invitation("New@Relais.test", _access(town), "en"),
        lambda town: town.keepers[:2],
        lambda town: town.keepers[2],
        "SELECT count(*) = 1 FROM invitations WHERE email = 'new@relais.test' AND accepted_at IS NULL",
    ),
    "access": Change(
        lambda town: rules.access(
            town.desk, Access((Role.SHELTER_COORDINATOR,), town.today + timedelta(days=200))
        ),
        lambda town: town.keepers[:2],
        lambda town: town.keepers[2],
        "SELECT count(*) = 4 FROM members WHERE roles = '{shelter_coordinator}'",
    ),
    "network_create": Change(
        lambda _: rules.network("Réseau neuf", "community_only", "none"),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        """
        SELECT count(*) = 1 FROM networks n JOIN network_members m ON m.network_id = n.id
        WHERE n.name = 'Réseau neuf' AND n.minimum_sites = 3
        """,
    ),
    "network_join": Change(
        lambda town: rules.joining(town.far_network, town.pivots),
        lambda town: (town.companions[0], town.strangers[0]),
        lambda town: town.strangers[1],
        "SELECT count(*) = 9 FROM network_members",
    ),
    "network_leave": Change(
        lambda town: rules.leaving(town.network_id, town.shelter),
        lambda town: (town.keepers[0], town.admins[0]),
        lambda town: town.keepers[1],
        "SELECT count(*) = 7 FROM network_members",
    ),
    "network_police": Change(
        lambda town: rules.police_members(town.far_network, "none"),
        lambda town: town.strangers[:2],
        lambda town: town.strangers[2],
        "SELECT count(*) = 1 FROM networks WHERE police_members = 'none'",
    ),
    "police_budget": Change(
        lambda town: rules.police_budget(town.network_id, 5, 12),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        "SELECT count(*) = 1 FROM networks WHERE minimum_sites = 5 AND questions_a_day = 12",
    ),
    "network_term": Change(
        lambda town: rules.network_term(
            town.network_id, "sexual", "travail du sexe forcé", "forced sex work"
        ),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        "SELECT count(*) = 1 FROM network_terms WHERE term = 'sexual' AND en = 'forced sex work'",
    ),
    "organisation_create": Change(
        lambda town: rules.organisation(
            town.network_id, "Maison neuve", "shelter", regions=("CA-QC",), language="fr"
        ),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        """
        SELECT count(*) = 1 FROM organisations o JOIN network_members m ON m.organisation_id = o.id
        WHERE o.name = 'Maison neuve' AND o.kind = 'shelter'
        """,
    ),
    "accreditation": Change(
        lambda town: rules.accreditation(town.shelter, town.today + timedelta(days=400)),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        "SELECT count(*) = 1 FROM organisations WHERE accredited_until IS NOT NULL",
    ),
    "approver_limit": Change(
        lambda town: rules.approver_limit(town.payers[2], 20_000),
        lambda town: town.payers[:2],
        lambda town: town.payers[1],
        "SELECT count(*) = 1 FROM approver_limits WHERE up_to_cents = 20000",
    ),
    "rail": Change(
        lambda _: rules.rail("stripe_connect", active=False),
        lambda town: town.payers[:2],
        lambda town: town.payers[2],
        "SELECT count(*) = 1 FROM fund_rails WHERE NOT active",
    ),
    "payee": Change(
        _payee,
        lambda town: town.payers[:2],
        lambda town: town.payers[2],
        "SELECT count(*) = 1 FROM payees WHERE usable_from IS NOT NULL AND confirmed_by <> proposed_by",
    ),
    "root_rotation": Change(
        lambda _: rules.root_rotation("care"),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        "SELECT count(*) = 1 FROM root_rotations WHERE root = 'care' AND done_at IS NULL",
    ),
    "retention": Change(
        lambda _: rules.retention("case", 36),
        lambda town: town.admins[:2],
        lambda town: town.admins[2],
        "SELECT count(*) = 1 FROM retention_periods WHERE class = 'case' AND amount = 36 AND version = 1",
    ),
    "erasure": Change(
        lambda town: rules.erasure(town.case),
        lambda town: town.companions[:2],
        lambda town: town.companions[2],
        "SELECT count(*) = 1 FROM erasures WHERE why = 'asked' AND done_at IS NULL",
    ),
}
"""Every kind that the schema knows."""
