"""The coordinator's screens in the demo, as they stand when both stories have been played."""

from tests.pages.screens import Screen

S4 = "coordination.s4@relais.example"
S1_S2 = "coordination.s1s2@relais.example"
ROOMS = 'a[href$="/rooms"]'

SCREENS: tuple[Screen, ...] = (
    Screen("coordinator-home", S4),
    Screen("coordinator-two-houses", S1_S2, whole=True),
    Screen("coordinator-rooms", S1_S2, "/", (ROOMS,), whole=True),
    Screen("coordinator-closing", S1_S2, "/", (ROOMS, 'a[href*="closing?bed="]'), whole=True),
    Screen("coordinator-beds", S4, "/", (ROOMS, 'a[href$="/beds"]'), whole=True),
    Screen("coordinator-profile", S4, "/", ('.links a[href$="/profile"]',)),
    Screen("coordinator-new-house", S4, "/house/new"),
    Screen("coordinator-counting", S4, "/", ('a[href$="/counting"]',)),
    Screen("coordinator-address", S4, "/", ('a[href$="/address"]',)),
    Screen("coordinator-number", S4, "/house/number"),
    Screen("coordinator-agreements", S4, "/house/agreements"),
    Screen(
        "coordinator-agreement", S4, "/house/agreements", ('.card a[href^="/house/agreements/"]',), whole=True
    ),
    Screen("coordinator-propose", S4, "/house/agreements/new", whole=True),
    Screen("coordinator-duty", S4, "/house/duty"),
    Screen("coordinator-phones", S4, "/house/duty/phones"),
    Screen("coordinator-stays", S4, "/house/stays"),
    Screen("coordinator-points", S4, "/house/points"),
)
