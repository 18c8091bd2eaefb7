"""This role's screens in the demo."""

from tests.pages.screens import Screen

WHO = "reseau@relais.example"
ORGANISATION = "main a[href^='/network/organisations/']"
CHANGE = "main a[href$='/change/{}']"

SCREENS: tuple[Screen, ...] = (
    Screen("network_administrator-home", WHO),
    Screen("network_administrator-networks", WHO, "/network"),
    Screen("network_administrator-organisations", WHO, "/network/organisations"),
    Screen("network_administrator-organisation", WHO, "/network/organisations", (ORGANISATION,)),
    Screen("network_administrator-next", WHO, "/network/next"),
    Screen("network_administrator-add", WHO, "/network", (CHANGE.format("organisation"),)),
    Screen("network_administrator-police", WHO, "/network", (CHANGE.format("budget"),)),
    Screen("network_administrator-members", WHO, "/members"),
    Screen("network_administrator-invite", WHO, "/members/invite"),
    Screen("network_administrator-key", WHO, "/network/new/key"),
    Screen("network_administrator-registers", WHO, "/registers", whole=True),
    Screen("network_administrator-incident", WHO, "/registers/incidents", whole=True),
    Screen("network_administrator-anonymisation", WHO, "/registers/anonymisations", whole=True),
    Screen("network_administrator-story", WHO, "/demo"),
)
