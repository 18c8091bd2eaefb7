"""A fund by night, and the pivot who asks it at a browser without script; every touch is counted."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.parts import Relais
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.pages.hand import Hand
from tests.service.fund.conftest import Fund, fund
from tests.service.fund.decisions.test_self_issue import NIGHT

__all__ = ["fund"]
Hands = Callable[..., Hand]


@pytest.fixture
async def night(fund: Fund, clock: Any) -> Fund:
    """22:40 in Toronto."""
    clock.set(NIGHT)
    return fund


@pytest.fixture
async def hands(relais: Relais) -> AsyncIterator[Hands]:
    """`hands(member, "fr")`: a browser in which that member is signed in."""
    with app_of(relais, None, named_by_cookie) as application:
        app: Any = application
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="https://relais.test") as client:

                def hand(member: UUID, language: str = "en") -> Hand:
                    return Hand(client, member, language)

                yield hand
