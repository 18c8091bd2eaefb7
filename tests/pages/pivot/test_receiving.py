"""People whom an operation brings, a hotel with the fund, and a question that police ask through the pivot."""

import re
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from api.browser.cookies import SESSION
from service.cases.contacts.commands import AskContact, ask_contact
from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.operations.holds.steps import NamePivot, name_pivot
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.pages.hand import Hand, Reader
from tests.service.beds.town import Shelter
from tests.service.cases.sharing.conftest import Circle as Case
from tests.service.cases.sharing.conftest import circle as a_case
from tests.service.fund.conftest import fund
from tests.service.operations.acts import held, hold, men
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage
from tests.signing import invited

__all__ = ["a_case", "fund", "stage"]


@dataclass
class Signed(Hand):
    """The same hand, in a session of its own."""

    token: str = ""

    def _who(self) -> dict[str, str]:
        return {**super()._who(), "Cookie": f"{SESSION}={self.token}"}


async def signed(client: httpx.AsyncClient, store: Store, member: UUID) -> Signed:
    return Signed(client, member, token=(await invited(store, member, by="demo")).token)


async def test_an_operation_is_accepted_and_each_arrival_gets_its_case(
    stage: Stage, store: Store, clock: SetClock, client: httpx.AsyncClient, network: Network
) -> None:
    """OPS-14: numbers before the yes; then a case for each, and the arrival told in one tap, in the app alone."""
    found = await held(store, stage.investigator, hold(clock.now(), men(2)))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    backup = await network.member(stage.clinic, Role.PIVOT_WORKER)
    hand = await signed(client, store, stage.pivot)
    await hand.open("/")
    assert "an operation names you pivot" in hand.words
    await hand.open(f"/arriving/{found.id}")
    assert "Place 1" not in hand.words
    await hand.press("Accompany these people")
    assert "You accompany these people." in hand.words
    await asked_by_police(hand, stage, store, found.id)
    await hand.open(f"/arriving/{found.id}")
    await hand.press("Open a case")
    await hand.fill(gender="man", band="25+", scope="bed", backup=backup).press("Open the case")
    case = hand.path
    await hand.open(f"/arriving/{found.id}")
    first = next(each.name for each in Reader(hand.html).buttons if each.name.startswith("Arrived: "))
    await hand.fill(case=case.rpartition("/")[2]).press(first)
    assert "Arrival noted." in hand.words
    assert "1 of 2 arrived" in hand.words
    await hand.open(case)
    assert "in the house" in hand.words
    refuse = next(each.name for each in Reader((await hand.open(f"/arriving/{found.id}")).html).buttons
                  if each.name.startswith("Note the refusal"))  # fmt: skip
    await hand.fill(reason="no_bed").press(refuse)
    assert "Refusal noted; the next place is sought." in hand.words


async def asked_by_police(hand: Hand, stage: Stage, store: Store, operation: UUID) -> None:
    """POL-06, CPL-05: passed on without a name or a reason, and answered without one."""
    await store.run(ask_contact, stage.investigator, AskContact(operation))
    await hand.open("/")
    assert "would like to speak with somebody" in hand.words
    await hand.press(
        next(each.name for each in Reader(hand.html).buttons if "would like to speak" in each.name)
    )
    await hand.fill(answer="no").press("Pass the answer on")
    assert "Answer passed on." in hand.words
    assert "would like to speak with somebody" not in hand.words


@pytest.fixture
async def inn(a_case: Case) -> Shelter:
    """A hotel that two people of the region signed for."""
    rooms = {"accepts_genders": ["man", "woman"], "sleeps": 2, "private": True}
    made = await a_case.town.shelter(
        kind="hotel_partner", region="CA-ON", city="Hamilton", name="Inn", beds=3, pool=rooms
    )
    home = await a_case.town.network.organisation("coordination", regions=["CA-ON"])
    for _ in range(2):
        signer = await a_case.town.network.member(home, Role.REGIONAL_COORDINATOR)
        assert (await a_case.town.post(signer, f"/shelters/{made.id}/vetting")).status_code < 300
    return made


async def test_a_room_and_its_money_are_one_action(
    a_case: Case, inn: Shelter, client: httpx.AsyncClient, store: Store
) -> None:
    """BED-09, CNF-08: from the answers to the hotel, with what the question said; both, or neither."""
    hand = await signed(client, store, a_case.pivot)
    await hand.open(f"/cases/{a_case.case}/places?band=25%2B&man=1&nights=2&region=CA-ON")
    assert "Vetted hotels, with the fund: 1" in hand.words
    await hand.press("Inn, with the fund")
    assert hand.values()["nights"] == "2"
    fields = {"night": "110", "attested": list(ATTESTATIONS)}
    await hand.fill(**fields, envelope=_envelope(hand)).press("Ask for the room and the money")
    assert "Room and money asked together." in hand.words, hand.words
    await hand.open("/")
    assert "money 0/1" in hand.words
    assert inn.id


def _envelope(hand: Hand) -> UUID:
    return UUID(re.findall(r'<option value="([0-9a-f-]{36})"', hand.html)[0])
