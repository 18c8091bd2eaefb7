"""Draws the icon that a phone shows: a stop on a road, teal on paper. `python -m api.pages.icons` writes the files."""

import struct
import zlib
from pathlib import Path

STATIC = Path(__file__).parent / "static"
PAPER, TEAL = (0xF7, 0xF5, 0xF0), (0x0B, 0x55, 0x66)
SIZES = (192, 512)
FINE = 3
"""Each pixel is the mean of so many points across and down: its edges are smooth."""


def png(size: int) -> bytes:
    """The icon, edge to edge: a phone cuts its own corners, and the drawing keeps clear of them."""
    rows = b"".join(b"\0" + b"".join(bytes(_pixel(x, y, size)) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(x: int, y: int, size: int) -> tuple[int, int, int]:
    points = [(x + (i + 0.5) / FINE, y + (j + 0.5) / FINE) for i in range(FINE) for j in range(FINE)]
    share = sum(_drawn(a / size, b / size) for a, b in points) / FINE**2
    red, green, blue = (round(p + (t - p) * share) for p, t in zip(PAPER, TEAL, strict=True))
    return red, green, blue


def _drawn(x: float, y: float) -> bool:
    """Whether the road or its stop passes here; the whole picture is 1 by 1."""
    across, down = (x - 0.5) * 34, (y - 0.5) * 34
    from_centre = (across**2 + down**2) ** 0.5
    return abs(from_centre - 5) <= 1.25 or (abs(down) <= 1.25 and 5 <= abs(across) <= 11)


def main() -> None:
    """Write them where pages find them."""
    for size in SIZES:
        (STATIC / f"icon-{size}.png").write_bytes(png(size))


if __name__ == "__main__":
    main()
