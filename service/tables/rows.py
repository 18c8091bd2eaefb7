"""A file of comma-separated rows, plain or gzipped, read in constant memory, each row with its line."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from service.tables.bad_rows import BadRow, UnreadableFileError

LONGEST_LINE: Final = 131_072
GZIP_MAGIC: Final = b"\x1f\x8b"

Header = Sequence[str]


class Source:
    """An opened file. `size` and `bytes_read` count bytes on disk (a .gz's compressed ones), for progress."""

    def __init__(self, raw: BinaryIO, size: int) -> None:
        self.size = size
        self._raw = raw
        self.text = _as_text(raw)

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the disk so far, read-ahead included; equals `size` at the end."""
        return self._raw.tell()


def _as_text(raw: BinaryIO) -> TextIO:
    magic = raw.read(2)
    raw.seek(0)
    plain: BinaryIO = gzip.GzipFile(fileobj=raw) if magic == GZIP_MAGIC else raw  # type: ignore[assignment]
    return io.TextIOWrapper(plain, encoding="utf-8-sig", errors="surrogateescape", newline="")


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file for a reader. Raises UnreadableFileError where it cannot be opened."""
    try:
        raw = path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableFileError("no_such_file") from error
    except PermissionError as error:
        raise UnreadableFileError("may_not_read") from error
    except OSError as error:
        raise UnreadableFileError("cannot_open", cause=error.strerror or type(error).__name__) from error
    with raw:
        yield Source(raw, path.stat().st_size)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the physical line where it starts, and its cells by column name, casefolded."""

    line: int
    cells: dict[str, str]


class _Lines:
    """Physical lines, numbered; remembers those of the record under way, and takes lines back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[tuple[int, str]] = deque()
        self._next_number = 1
        self.record: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        numbered = self._again.popleft() if self._again else self._read()
        self.record.append(numbered)
        return numbered[1]

    def _read(self) -> tuple[int, str]:
        try:
            line = self._text.readline(LONGEST_LINE)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UnreadableFileError("broken_gzip") from error
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise UnreadableFileError("line_too_long", line=self._next_number, limit=LONGEST_LINE)
        number = self._next_number
        self._next_number += 1
        return number, line

    def reread_after_first(self) -> None:
        """A stray quote swallows the lines after it; give them another chance on their own."""
        self._again.extendleft(reversed(self.record[1:]))


def rows(source: Source, *editions: Header) -> Iterator[Row | BadRow]:
    """Yield each record of a file whose header has all columns of one edition; blank lines are passed over.

    A record that does not read as CSV, or has not the header's width, is a BadRow at the line where it
    starts; the lines that it swallowed are read again. Raises UnreadableFileError for a file that is empty,
    broken, or of another format, naming the columns expected.
    """
    lines = _Lines(source.text)
    parsed = csv.reader(lines)
    header = _header(parsed, editions)
    while True:
        lines.record = []
        try:
            cells = next(parsed)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(lines.record[0][0], "unreadable_row")
            lines.reread_after_first()
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield _row(lines, header, cells)


def _row(lines: _Lines, header: Header, cells: list[str]) -> Row | BadRow:
    line = lines.record[0][0]
    if len(cells) == len(header):
        return Row(line, dict(zip(header, cells, strict=True)))
    if len(lines.record) == 1:
        return BadRow(line, "wrong_width", (("cells", len(cells)), ("expected", len(header))))
    lines.reread_after_first()
    return BadRow(line, "unreadable_row")


def _header(parsed: Iterator[list[str]], editions: tuple[Header, ...]) -> Header:
    try:
        found = next(parsed)
    except StopIteration:
        raise UnreadableFileError("empty", expected=_listed(editions[0])) from None
    except csv.Error:
        found = []
    header = [name.strip().casefold() for name in found]
    nearest = min(editions, key=lambda edition: len(_missing(edition, header)))
    if missing := _missing(nearest, header):
        raise UnreadableFileError("unknown_header", missing=_listed(missing), expected=_listed(nearest))
    return header


def _missing(edition: Header, header: Header) -> list[str]:
    return [name for name in edition if name.casefold() not in header]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
