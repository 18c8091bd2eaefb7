"""What a screen is to the tests that visit all of them, and to the pictures of the guides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One screen of the demo, as it stands when both stories have been played: whose it is, and the way to it."""

    name: str
    """The name of its picture, `role-what`: `front_desk-home`."""
    who: str
    """The demo person's address."""
    path: str = "/"
    follow: tuple[str, ...] = ()
    """Links to follow from there, each by its selector: an address that holds an id cannot be written down here."""
    whole: bool = False
    """Whether its picture shows the whole page, not the first screenful."""
    press: str = ""
    """A button of that page, by its selector: what its form answers with is the screen."""
    typed: str = ""
    """A field that is given the code of a request before, by its selector."""
