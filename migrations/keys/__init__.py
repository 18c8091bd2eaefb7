"""The schema of the room keys, and of what they seal in other rooms (revision 0011)."""

from migrations.keys.addresses import SQL as ADDRESSES

PARTS: tuple[str, ...] = (ADDRESSES,)
