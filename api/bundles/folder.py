"""A bundle with all that its reader needs, as files: the same from the command line and from a door (FND-09)."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from api.bundles.page import page_of
from service.trail.bundles import offline


@dataclass(frozen=True)
class Folder:
    """Files by name. `wrong`: why no page to read is among them; the bundle is whole all the same."""

    files: dict[str, bytes]
    wrong: offline.NotProvedError | None = None


def verifier() -> bytes:
    """The one-file verifier, as it stands."""
    return Path(offline.__file__).read_bytes()


def written(bundle: dict[str, Any]) -> bytes:
    """The bundle as its file has it."""
    return msgspec.json.format(msgspec.json.encode(bundle)) + b"\n"


def folder_of(bundle: dict[str, Any]) -> Folder:
    """`bundle.json`, `verify.py`, and `read.html`: a page is written only of what is as recorded."""
    text = written(bundle)
    files = {"bundle.json": text, "verify.py": verifier()}
    try:
        return Folder({**files, "read.html": page_of(text).encode()})
    except offline.NotProvedError as wrong:
        return Folder(files, wrong)


def zipped(files: dict[str, bytes]) -> bytes:
    """One file of them, the same for the same files: nothing in it says when, or by whom."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()
