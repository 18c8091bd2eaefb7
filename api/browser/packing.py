"""Bytes that a slow phone need not wait for: what we send is packed (gzip) where that tells nobody anything (P8).

A packed page is shorter where something on it repeats, so whoever can make a browser ask for pages with words of their
own choosing, and sees how long the answers are, could guess at what stands there. A page is therefore packed only when
the browser itself says that one of our pages asked, or the person at it: no other site can bring that about.
"""

import gzip
from typing import Any

from litestar.connection import ASGIConnection

PACKED = {"content-encoding": "gzip"}
OURS = ("same-origin", "none")
EFFORT = 6


def unpacks(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether the browser reads packed files."""
    return "gzip" in connection.headers.get("accept-encoding", "").lower()


def asked_by_us(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether one of our pages asked, or a person who typed the address, as the browser itself says."""
    return connection.headers.get("sec-fetch-site") in OURS


def pack(content: bytes) -> bytes:
    """The same bytes, shorter; without the time of packing."""
    return gzip.compress(content, EFFORT, mtime=0)
