"""When another bed of the same shelter is as good as the one that was promised (BED-16, ADM-07, BED-04, BED-06)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """What the beds of a pool are. Genders and age bands are the masks of the board."""

    genders: int
    age_bands: int
    sleeps: int = 1
    private: bool = False
    family_unit: bool = False
    wheelchair: bool = False


@dataclass(frozen=True)
class Needs:
    """Whom a promise is for: what every bed that it sits on must take.

    `family_bands` come along with their family: a family unit takes them, whatever ages its beds are for (BED-06).
    `set_aside` says that beds set aside for trafficking may be used (BED-02).
    """

    genders: int
    age_bands: int
    family_bands: int = 0
    sleeps: int = 1
    family_unit: bool = False
    set_aside: bool = False


def takes(room: Room, needs: Needs, *, set_aside: bool) -> bool:
    """Whether a bed of this room can take whom the promise is for: gender, age, size, family, and what is set aside."""
    bands = needs.age_bands | (0 if room.family_unit else needs.family_bands)
    return (
        room.genders & needs.genders == needs.genders
        and room.age_bands & bands == bands
        and room.sleeps >= needs.sleeps
        and (room.family_unit or not needs.family_unit)
        and (needs.set_aside or not set_aside)
    )


def as_good(room: Room, promised: Room) -> bool:
    """Whether nothing that the promised bed offered is lost: a room of one's own, a way in on wheels."""
    return (room.private or not promised.private) and (room.wheelchair or not promised.wheelchair)
