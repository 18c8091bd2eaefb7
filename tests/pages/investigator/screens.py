"""This role's screens in the demo."""

from tests.pages.screens import Screen

WHO = "enquete.p1@relais.example"
FIRST = "main a[href^='/reservations/']:not([href$='/new']):not([href$='/question'])"
"""The first reservation of home, open or closed."""

SCREENS: tuple[Screen, ...] = (
    Screen("investigator-home", WHO),
    Screen("investigator-question", WHO, "/reservations/question"),
    Screen("investigator-new", WHO, "/reservations/new", whole=True),
    Screen("investigator-board", WHO, "/", (FIRST,)),
    Screen("investigator-number", WHO, "/", ("main a[href$='/number']",)),
    Screen("investigator-postpone", WHO, "/", ("main a[href$='/postpone']",)),
    Screen("investigator-cancel", WHO, "/", ("main a[href$='/cancel']",)),
    Screen("investigator-hand_over", WHO, "/", ("main a[href$='/hand-over']",)),
    Screen("investigator-agreements", WHO, "/agreements"),
)
