"""This role's screens in the demo."""

from tests.pages.screens import Screen

WHO = "accueil.s2@relais.example"
SHEET = "a[href$='/sheet']"
ENTRY = "a[href$='/sheet/entry']"
SCREENS: tuple[Screen, ...] = (
    Screen("front_desk-home", WHO, whole=True),
    Screen("front_desk-request", WHO, "/", ("#desk-waiting article .links a",), whole=True),
    Screen("front_desk-here", WHO, "/desk/here"),
    Screen("front_desk-counts", WHO, "/desk/counts"),
    Screen("front_desk-door", WHO, "/desk/door"),
    Screen("front_desk-sheet", WHO, "/", (SHEET,), whole=True),
    Screen("front_desk-entry", WHO, "/", (ENTRY,)),
)
