"""This role's screens in the demo."""

from tests.pages.screens import Screen

WHO = "region.on@relais.example"

SCREENS: tuple[Screen, ...] = (
    Screen("region-home", WHO),
    Screen("region-help", WHO, "/", ("main a[href^='/region/waiting/']",)),
    Screen("region-override", WHO, "/", ("main a[href^='/region/overrides/']",)),
    Screen("region-hotels", WHO, "/region/hotels"),
    Screen("region-holds", WHO, "/region/holds"),
    Screen("region-duty", WHO, "/region/duty"),
    Screen("region-pledges", WHO, "/pledges"),
)
