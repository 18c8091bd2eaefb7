"""Every page has a door here; those of whoever is signed in share how one comes to be."""

from typing import Any

from litestar.di import Provide

from api.doors import OwnRouter
from api.pages import (
    account,
    arriving,
    assets,
    auditor,
    board,
    codes,
    coordinator,
    front_desk,
    fund,
    home,
    investigator,
    invitation,
    inviting,
    language,
    lock,
    members,
    money,
    network_administrator,
    notices,
    pivot,
    pledges,
    proposals,
    region,
    registers,
    reports,
    sheet,
    sign_in,
    statements,
    tablet,
    tablets,
)
from api.pages.visits import provide_visit

OPEN = (language, lock, notices, sign_in, tablet, assets)
"""For everybody: what they show of anybody, they ask for themselves."""
SIGNED_IN = (
    home,
    board,
    account,
    codes,
    invitation,
    inviting,
    members,
    proposals,
    reports,
    sheet,
    statements,
    tablets,
    front_desk,
    coordinator,
    investigator,
    pivot,
    pledges,
    money,
    fund,
    region,
    registers,
    auditor,
    network_administrator,
)
"""For a visit: whoever is not signed in is shown how to, at the same address."""


def doors() -> list[Any]:
    """All of them, for one application."""
    return [
        *(handler for module in OPEN for handler in module.handlers),
        *invitation.open_handlers,
        OwnRouter(
            "/",
            route_handlers=[handler for module in SIGNED_IN for handler in module.handlers],
            dependencies={"visit": Provide(provide_visit)},
            exception_handlers=arriving.HANDLERS,
        ),
    ]
