"""This role's screens in the demo."""

from tests.pages.screens import Screen

SCREENS: tuple[Screen, ...] = ()
