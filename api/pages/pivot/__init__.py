"""A pivot worker: cases by their code and marker word, where tonight, holds, addresses, consents, hand-overs (PIV)."""

from typing import Any

from api.pages.pivot import (
    away,
    cases,
    consents,
    contacts,
    copying,
    duty,
    handing,
    hotels,
    journey,
    knowing,
    opening,
    people,
    places,
    receiving,
    stops,
)

MODULES = (
    places,
    stops,
    opening,
    cases,
    duty,
    consents,
    away,
    people,
    knowing,
    copying,
    journey,
    handing,
    receiving,
    contacts,
    hotels,
)
handlers: list[Any] = [handler for module in MODULES for handler in module.handlers]
