"""What is kept of a picture: its pixels, and nothing that was sent beside or inside them (FND-12, CNF-02)."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from service.fund.receipts.pictures import LONGEST_SIDE, MOST_PIXELS, Flaw, Picture, drawn_anew

SECRET = b"<script>alert('Fort McMurray')</script>"


def phone(size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    """A JPEG as a phone makes it: upright by its EXIF only, with a place, a comment and a profile."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    kept = BytesIO()
    known = {"exif": exif, "comment": SECRET, "icc_profile": SECRET, "quality": 90, **more}
    Image.new("RGB", size, "teal").save(kept, "JPEG", **known)
    return kept.getvalue()


def screen() -> bytes:
    """A PNG with text, and pixels that are seen through."""
    kept, said = BytesIO(), PngInfo()
    said.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    said.add_text("Comment", SECRET.decode(), zip=True)
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(kept, "PNG", pnginfo=said)
    return kept.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that would unfold to so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "sent", [phone(), phone() + SECRET, phone(progressive=True), screen(), screen() + b"PK\x03\x04" + SECRET]
)
def test_nothing_but_the_pixels_is_kept(sent: bytes) -> None:
    """CNF-02, FND-12: no place, device, comment, profile or text; a script or a second file in it does not survive."""
    found = drawn_anew(sent)
    assert isinstance(found, Picture)
    assert SECRET not in found.jpeg
    assert b"script" not in found.jpeg
    assert b"Exif" not in found.jpeg
    with Image.open(BytesIO(found.jpeg)) as kept:
        assert kept.format == "JPEG"
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not kept.getexif()
        assert kept.size == (found.width, found.height)


def test_a_picture_stands_upright_and_is_as_large_as_can_be_read() -> None:
    """FND-12: turned as the phone meant it, see-through parts white, the longest side bounded."""
    upright = drawn_anew(phone())
    assert isinstance(upright, Picture)
    assert (upright.width, upright.height) == (40, 60)
    large = drawn_anew(phone((3 * LONGEST_SIDE, 300)))
    assert isinstance(large, Picture)
    assert (large.width, large.height) == (100, LONGEST_SIDE)
    white = drawn_anew(screen())
    assert isinstance(white, Picture)
    with Image.open(BytesIO(white.jpeg)) as kept:
        assert kept.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("sent", "flaw"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_a_picture"),
        (b"<!doctype html><script>", "not_a_picture"),
        (b"%PDF-1.7\n", "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8L", "not_a_picture"),
        (b"\x00\x00\x00\x18ftypheic", "not_a_picture"),
        (b"\xff\xd8\xff" + SECRET, "does_not_open"),
        (b"\x89PNG\r\n\x1a\n" + SECRET, "does_not_open"),
        (phone()[:-400], "does_not_open"),
        (bomb(20, 20), "does_not_open"),
        (bomb(50_000, 50_000), "too_many_pixels"),
        (bomb(MOST_PIXELS // 5_000 + 1, 5_000), "too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes, flaw: Flaw) -> None:
    """FND-12: by its own bytes, whatever it is called; a bomb is refused by its head, before anything unfolds."""
    assert drawn_anew(sent) == flaw
