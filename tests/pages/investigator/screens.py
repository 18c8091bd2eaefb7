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
    Screen("investigator-agreements", WHO, "/agreements"),
)
