"""The screens of asking for money in the demo."""

from tests.pages.screens import Screen

WHO = "pivot.on@relais.example"
ONE = "main a[href^='/money/']"
"""The first request of the list: what waits stands first."""

SCREENS: tuple[Screen, ...] = (
    Screen("money-mine", WHO, "/money"),
    Screen("money-ask", WHO, "/money", ("main a[href^='/cases/'][href$='/money']",), whole=True),
    Screen("money-request", WHO, "/money", (ONE,), whole=True),
)
