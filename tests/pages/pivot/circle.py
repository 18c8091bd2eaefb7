"""A pivot organisation with two people, what is around it, and a hand that counts its taps."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from service.clock import SetClock
from tests.network import Network
from tests.pages.hand import Hand
from tests.service.beds.town import Shelter, Town


@dataclass
class Circle:
    """Who works there, and the town around."""

    client: httpx.AsyncClient
    town: Town
    network: Network
    clock: SetClock
    organisation: UUID
    pivot: UUID
    backup: UUID

    def hand(self, member: UUID | None = None, language: str = "fr") -> Hand:
        """A browser in which this member is signed in; the pivot when nobody is named."""
        return Hand(self.client, member or self.pivot, language)

    async def case(self, hand: Hand, **said: Any) -> str:
        """A case opened by the page; its address."""
        await hand.open("/cases/new")
        fields = {"gender": "woman", "band": "21-24", "region": "CA-QC", "scope": ["bed", "fund"], **said}
        opens = {"fr": "Ouvrir le dossier", "en": "Open the case"}[hand.language]
        await hand.fill(backup=self.backup, **fields).press(opens)
        assert hand.status == 200, hand.words
        return hand.path

    async def held(self, hand: Hand, case: str, house: Shelter) -> str:
        """A bed held for the case by the page; the place's address."""
        await hand.open(f"{case}/places?band=21-24&woman=1&nights=2&region=CA-QC")
        name = {"fr": "Retenir une place à House", "en": "Hold a place at House"}[hand.language]
        await hand.press(name)
        assert house.id
        return hand.path
