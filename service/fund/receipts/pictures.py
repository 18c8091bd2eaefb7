"""A photograph of a receipt, made anew from its pixels: nothing else of what was sent is kept (FND-12, CNF-02).

What a phone writes beside the pixels (place, time, device, a thumbnail of the picture before it was cropped) and what
somebody hides there (a script, a second file) is gone, because the picture is drawn again and encoded by us.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES: Final = 10_000_000
"""What is sent, in bytes; refused before it is read whole."""
MOST_PIXELS: Final = 30_000_000
"""What a picture would unfold to; looked at in its head, before anything is decoded."""
MOST_SCANS: Final = 60
"""Passes over the pixels that a JPEG may ask for. A camera writes one, a progressive picture about ten; each costs as
much as the whole picture, in fifty bytes: ten megabytes of them would be an hour of a processor."""
SCAN: Final = b"\xff\xda"
LONGEST_SIDE: Final = 2_400
"""Pixels of what is kept: the small print of a till receipt can still be read."""
QUALITY: Final = 82
MEDIA_TYPE: Final = "image/jpeg"

STARTS: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
"""By what they begin with, whatever the sender calls them. WebP is left out: its decoder takes the memory of the whole
picture before its size can be refused."""

Flaw = Literal["not_a_picture", "too_many_pixels", "does_not_open"]
UNREADABLE = (
    OSError,  # Pillow's own UnidentifiedImageError is one
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ArithmeticError,
    AssertionError,
    struct.error,
    zlib.error,
)
"""What decoders raise for bytes that are no whole picture."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: JPEG, its width and height in pixels."""

    jpeg: bytes
    width: int
    height: int


def drawn_anew(sent: bytes) -> Picture | Flaw:
    """The picture of these bytes, drawn again without anything beside its pixels; or what is wrong with it.

    Takes tenths of a second: call it outside the event loop's thread.
    """
    from PIL import Image

    kind = next((kind for start, kind in STARTS.items() if sent.startswith(start)), None)
    if kind is None:
        return "not_a_picture"
    if sent.count(SCAN) > MOST_SCANS:
        return "does_not_open"
    try:
        with Image.open(BytesIO(sent), formats=[kind]) as found:
            if found.width * found.height > MOST_PIXELS:
                return "too_many_pixels"
            return _encoded(_flat(found))
    except Image.DecompressionBombError:
        return "too_many_pixels"
    except UNREADABLE:
        return "does_not_open"


def _flat(found: "Image.Image") -> "Image.Image":
    """Its pixels alone, upright, on white, at most so large."""
    from PIL import Image, ImageOps

    found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if found.mode in {"RGB", "RGBA", "L"}:
        # Made small before anything copies it: a copy of every pixel, twice over, is four hundred megabytes.
        found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found.getexif()  # which way is up is read, and remembered; nothing else that it says is written again
    found.info.pop("exif", None)
    upright = ImageOps.exif_transpose(found).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    return clean


def _encoded(clean: "Image.Image") -> Picture:
    kept = BytesIO()
    clean.save(kept, "JPEG", quality=QUALITY)
    return Picture(kept.getvalue(), clean.width, clean.height)
