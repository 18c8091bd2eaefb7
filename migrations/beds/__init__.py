"""The SQL of the room of beds (revision 0002), by noun; `statements` hands it out in PostgreSQL's order."""

from migrations.beds import availability, board, places, promises, referrals, shelters

SCRIPTS = (shelters.SQL, availability.SQL, promises.SQL, referrals.SQL, board.SQL, places.SQL)


def statements() -> list[str]:
    """Every statement of the room, in order. In the scripts a blank line ends a statement."""
    return [part for script in SCRIPTS for part in script.strip().split("\n\n")]
