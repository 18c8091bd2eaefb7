"""The schema of the room keys, and of what they seal in other rooms (revision 0011)."""

from migrations.keys.addresses import SQL as ADDRESSES
from migrations.keys.notes import SQL as NOTES
from migrations.keys.numbers import SQL as NUMBERS
from migrations.keys.points import SQL as POINTS
from migrations.keys.vault import SQL as VAULT
from migrations.keys.vouchers import SQL as VOUCHERS

PARTS: tuple[str, ...] = (VAULT, ADDRESSES, POINTS, NUMBERS, NOTES, VOUCHERS)
