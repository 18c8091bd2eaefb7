"""A pivot worker's screens in the demo, as they stand when both stories have been played."""

from tests.pages.screens import Screen

WHO = "pivot.qc@relais.example"
WEST = "pivot.ab@relais.example"
CASE = "main .rows a[href^='/cases/']"
"""The first case of home."""

SCREENS: tuple[Screen, ...] = (
    Screen("pivot-home", WHO),
    Screen("pivot-tonight", WHO, "/", (CASE, "a.main[href$='/places']"), whole=True),
    Screen("pivot-answers", WHO, "/places?band=21-24&woman=1&nights=1", whole=True),
    Screen("pivot-without-a-case", WHO, "/places"),
    Screen("pivot-case", WHO, "/", (CASE,), whole=True),
    Screen("pivot-place", WEST, "/", (CASE, "main .rows a[href^='/stops/']"), whole=True),
    Screen("pivot-open", WHO, "/cases/new", whole=True),
    Screen("pivot-cases", WHO, "/cases"),
    Screen("pivot-people", WHO, "/", (CASE, "a[href$='/people']"), whole=True),
    Screen("pivot-consents", WHO, "/", (CASE, "a[href$='/consents']"), whole=True),
    Screen("pivot-away", WHO, "/", (CASE, "a[href$='/away']"), whole=True),
    Screen("pivot-known", WHO, "/", (CASE, "a[href$='/known']"), whole=True),
    Screen("pivot-journey", WHO, "/", (CASE, "a[href$='/journey']"), whole=True),
    Screen("pivot-copy", WEST, "/", (CASE, "a[href$='/copy']"), whole=True),
    Screen("pivot-lawyers", WHO, "/lawyers"),
    Screen("pivot-board", WHO, "/tonight"),
)
