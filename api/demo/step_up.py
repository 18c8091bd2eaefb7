"""In the demo alone, a step-up is proven by saying so: its people have no devices until somebody gives them one."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.demo.partners import PEOPLE, person
from api.demo.sign_in import Email
from api.doors import accepted
from service.refusals import NOT_FOUND, Refused
from service.store.statements import sql
from service.store.store import By, Store

PROVE = sql(
    """
    UPDATE step_ups SET proven_at = relais.now(), proven_by = 'demo'
    WHERE id = :step_up AND proven_at IS NULL AND expires_at > relais.now()
        AND (session_id IS NULL OR session_id IN (SELECT id FROM sessions WHERE signed_in_by = 'demo'))
    """
)


class Prover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose step-up it is."""

    email: Email


async def prove(store: Store, email: str, step_up: UUID) -> bool:
    """Prove an open step-up that a token or a session of the demo asked for; whether there was one."""
    return await prove_as(store, person(email).id, step_up)


async def prove_as(store: Store, by: By, step_up: UUID) -> bool:
    """The same for whoever sits at a page of the demo."""
    async with store.working(by) as uow:
        return bool(await uow.execute(PROVE, step_up=step_up))


@post("/demo/step-ups/{step_up:uuid}", include_in_schema=False, status_code=204)
async def prove_in_demo(
    store: NamedDependency[Store], step_up: FromPath[UUID], data: JSONBody[Prover]
) -> None:
    """Prove it as this demo person; then repeat the request with the header `Step-Up`."""
    known = data.email in {found.email for found in PEOPLE} and await prove(store, data.email, step_up)
    accepted(None if known else Refused(NOT_FOUND))


handlers = [prove_in_demo]
