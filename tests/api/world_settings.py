"""Settings of the world: a network administrator, an invitation that was agreed to, and one that waits for a word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from service.partners.actor import Role

if TYPE_CHECKING:
    from tests.api.world import World

AN_INCIDENT = {
    "nature": "loss",
    "concerned": ["sign_in"],
    "happened_from": "2026-11-01",
    "happened_until": "2026-11-02",
    "known_on": "2026-11-02",
    "people": "1",
    "serious": False,
    "because": ["recovered"],
    "circumstances": "A phone was lost for an hour.",
    "measures": "Its sessions were ended.",
}
"""An entry of a register of incidents."""


async def settings_things(world: World) -> None:
    """Made over HTTP by the administrator and the clinic's pivot worker."""
    clinic, pivot = world.stage.clinic, world.stage.pivot
    home = await world.network.organisation("network", regions=["CA-ON"])
    admin = await world.network.member(home, Role.NETWORK_ADMINISTRATOR)
    network = await world.one(
        f"SELECT network_id FROM network_members WHERE organisation_id = '{clinic}' LIMIT 1"
    )
    await world.db.execute("INSERT INTO network_members VALUES ($1, $2)", network, home)
    body = {
        "organisation_id": str(clinic),
        "roles": ["pivot_worker"],
        "ends_on": (world.clock.now() + timedelta(days=300)).date().isoformat(),
    }
    agreed = await world.post(admin, "/invitations", {**body, "email": "one@relais.test"})
    await world.post(pivot, f"/proposals/{agreed['id']}/sign")
    waiting = await world.post(admin, "/invitations", {**body, "email": "two@relais.test"})
    entered = await world.post(admin, "/incidents", AN_INCIDENT)
    world.ids |= {
        "incident_id": UUID(entered["id"]),
        "network_id": network,
        "organisation_id": clinic,
        "member_id": world.backup,
        "invitation_id": UUID(agreed["subject"]),
        "proposal_id": UUID(waiting["id"]),
    }
