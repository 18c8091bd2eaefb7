"""Pictures that are bombs, lies or two things at once (FND-12, CNF-02)."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from service.fund.receipts.pictures import MOST_SCANS, Picture, drawn_anew

SIGN = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG, with its sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 4, height: int = 4, more: bytes = b"", pixels: bytes | None = None) -> bytes:
    """A PNG of grey pixels, with more chunks before them."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * ((width + 1) * height)) if pixels is None else pixels)
    return SIGN + head + more + body + chunk(b"IEND", b"")


def jpeg(**how: object) -> bytes:
    """A photograph of forty pixels, turned, with a place in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "45.50884, -73.58781"
    kept = BytesIO()
    Image.effect_noise((40, 30), 60).convert("RGB").save(kept, "JPEG", exif=exif, **how)
    return kept.getvalue()


BOMB = zlib.compress(b"a" * 20_000_000, 9)
BOMBS = {
    "a billion pixels": (png(2**15, 2**15, pixels=b"x"), "too_many_pixels"),
    "as wide as numbers go": (png(2**31 - 1, 2**31 - 1, pixels=b"x"), "too_many_pixels"),
    "nothing wide": (png(0, 4), "does_not_open"),
    "words that unfold": (png(more=chunk(b"zTXt", b"a\0\0" + BOMB) * 3), "does_not_open"),
    "colours that unfold": (png(more=chunk(b"iCCP", b"a\0\0" + BOMB)), "does_not_open"),
    "pixels that unfold further than they are": (png(pixels=BOMB), "does_not_open"),
    "pixels that are none": (png(pixels=b"\0" * 100), "does_not_open"),
    "a film of two billion pictures": (
        png(more=chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
        "a picture",
    ),
    "a drawing that runs": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_a_picture"),
    "a drawing with entities": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa">]><svg>&a;</svg>',
        "not_a_picture",
    ),
    "a film": (b"GIF89a" + b"\0" * 100, "not_a_picture"),
    "a TIFF of many pages": (b"II*\0" + b"\xff" * 100, "not_a_picture"),
    "an archive": (b"PK\x03\x04" + b"\0" * 100, "not_a_picture"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run", "not_a_picture"),
    "nothing": (b"", "not_a_picture"),
    "a beginning alone": (b"\xff\xd8\xff", "does_not_open"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_head(name: str) -> None:
    """FND-12 (CWE-409, CWE-434): told by its first bytes and its head, before it unfolds."""
    sent, expected = BOMBS[name]
    found = drawn_anew(sent)
    assert (found if isinstance(found, str) else "a picture") == expected


def test_ten_thousand_passes_over_the_same_pixels() -> None:
    """FND-12: a progressive JPEG may ask for its pixels again and again, in fifty bytes each time: counted first."""
    whole = jpeg(progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    assert isinstance(drawn_anew(whole), Picture)
    assert isinstance(drawn_anew(whole[:-2] + last * (MOST_SCANS // 2) + whole[-2:]), Picture)
    assert drawn_anew(whole[:-2] + last * 10_000 + whole[-2:]) == "does_not_open"


def test_two_things_at_once_become_one() -> None:
    """CNF-02: a picture that is a page, a script or an archive as well is a picture alone, and says no place."""
    for more in (b"<script>alert(1)</script>", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7"):
        found = drawn_anew(jpeg(comment=more) + more)
        assert isinstance(found, Picture)
        assert more not in found.jpeg
        assert b"45.50884" not in found.jpeg
        assert b"Exif" not in found.jpeg


@pytest.mark.filterwarnings("ignore")
def test_no_damage_is_a_defect() -> None:
    """FND-12: whatever is altered, cut or put in, the answer is a picture or a flaw; the seeds are always the same."""
    chance = random.Random(7)
    sources = (
        jpeg(),
        jpeg(progressive=True),
        png(40, 30, chunk(b"eXIf", b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0" * 3)),
    )
    for _ in range(600):
        damaged = bytearray(chance.choice(sources))
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(3, min(len(damaged), chance.choice((80, 250, 10_000))))
            damaged[at : at + chance.choice((0, 1, 4))] = chance.randbytes(chance.choice((0, 1, 1, 4)))
        _resummed(damaged)
        assert isinstance(drawn_anew(bytes(damaged)), str | Picture)


def _resummed(damaged: bytearray) -> None:
    """The sums of a PNG's chunks made right again, so that the decoder reads on."""
    at = 8
    while damaged.startswith(SIGN) and at + 12 <= len(damaged):
        length = int.from_bytes(damaged[at : at + 4])
        if at + 12 + length > len(damaged):
            return
        damaged[at + 8 + length : at + 12 + length] = zlib.crc32(damaged[at + 4 : at + 8 + length]).to_bytes(
            4
        )
        at += 12 + length


@pytest.mark.parametrize(("tag", "kind"), [(0x0100, 2), (0x0155, 2), (0x010E, 5), (0x010E, 11)])
def test_exif_that_nobody_could_write_again(tag: int, kind: int) -> None:
    """FND-12: a width in letters, a description in fractions: the picture is taken, upright, and the rest is not."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHII", tag, kind, 1, 0x26)
    exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + entries + b"\0\0\0\0" + b"abcdefgh" * 2
    whole = jpeg()
    found = drawn_anew(
        whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[whole.index(b"\xff\xdb") :]
    )
    assert isinstance(found, Picture)
    assert (found.width, found.height) == (30, 40)
