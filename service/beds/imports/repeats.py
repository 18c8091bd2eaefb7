"""One shelter, one row: a file that names the same one twice."""

from collections.abc import Iterable, Iterator

from service.beds.imports.records import ImportedShelter
from service.tables.bad_rows import BadRow


def without_repeats(found: Iterable[ImportedShelter | BadRow]) -> Iterator[ImportedShelter | BadRow]:
    """The first shelter of each source key as it comes; a later one is a bad row naming the first's line."""
    lines_by_key: dict[str, int] = {}
    for one in found:
        if isinstance(one, BadRow):
            yield one
            continue
        first = lines_by_key.setdefault(one.source_key, one.line)
        yield one if first == one.line else BadRow(one.line, "repeated", (("first", first),))
