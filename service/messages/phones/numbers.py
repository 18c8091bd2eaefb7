"""A number as it is sealed, and as it is recognised again without being kept in clear (SAF-09)."""

import re
from typing import Final
from uuid import UUID

from service.keys.keyring import Keyring
from service.keys.secrets import Box, Holder, open_text, seal_text

NUMBER: Final = Box("care", "duty_phones.sealed")
PURPOSE: Final = "duty-phones"
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_SIGNS: Final = re.compile(r"[ ().\-]")


def plain_number(text: str) -> str | None:
    """A number in the one form that providers speak (E.164). Ten digits are of Canada; `None` for anything else."""
    bare = _SIGNS.sub("", text)
    if re.fullmatch(r"[2-9][0-9]{9}", bare):
        bare = "+1" + bare
    elif re.fullmatch(r"1[2-9][0-9]{9}", bare):
        bare = "+" + bare
    return bare if _E164.fullmatch(bare) else None


def recognised(keyring: Keyring, number: str) -> bytes:
    """What stands for a number, so that its texts are known as its own and a stolen copy tells no number."""
    return keyring.blind(PURPOSE, number.encode())


async def sealed(holder: Holder, organisation_id: UUID, phone_id: UUID, number: str) -> bytes:
    """The bytes to store for a number of this organisation."""
    return await seal_text(holder, NUMBER, subject=organisation_id, row=phone_id, text=number)


async def opened(holder: Holder, phone_id: UUID, stored: bytes) -> str | None:
    """The number, for whoever sends to it now; `None` once its key was destroyed as promised."""
    return await open_text(holder, NUMBER, row=phone_id, sealed=stored)
