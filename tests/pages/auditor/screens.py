"""This role's screens in the demo."""

from tests.pages.screens import Screen

WHO = "audit@relais.example"

SCREENS: tuple[Screen, ...] = (
    Screen("auditor-home", WHO),
    Screen("auditor-looks", WHO, "/audit/looks"),
    Screen(
        "auditor-request", WHO, "/audit/request", typed="#code", press="main form button.main", whole=True
    ),
    Screen("auditor-find", WHO, "/audit/request"),
    Screen("auditor-funds", WHO, "/audit/funds"),
    Screen("auditor-draws", WHO, "/audit/draws"),
    Screen("auditor-record", WHO, "/audit/record"),
    Screen("auditor-placements", WHO, "/audit/placements"),
    Screen("auditor-check", WHO, "/audit/check"),
)
