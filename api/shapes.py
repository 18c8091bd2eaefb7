"""Which values a place in what was sent may have, read from the door's own types."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from litestar import Request
from msgspec import inspect

MOST: Final = 30
"""A longer list helps nobody who reads a sentence."""
_STEP = re.compile(r"[^.\[\]]+|\[(?:\d+|\.\.\.)\]")


def allowed(request: Request[Any, Any, Any], at: str, *, in_body: bool) -> tuple[str, ...]:
    """The values of the closed list that stands at this path, as they are sent; none when no list is known."""
    steps = _STEP.findall(at)
    root = "data" if in_body else next(iter(steps), "")
    handler = request.scope.get("route_handler")
    definition = handler.parsed_fn_signature.parameters.get(root) if handler else None
    if definition is None:
        return ()
    found = values_at(definition.annotation, steps if in_body else steps[1:])
    return found if len(found) <= MOST else ()


def values_at(annotation: Any, steps: Iterable[str]) -> tuple[str, ...]:
    """The values of the closed list that one reaches by these steps from a type: names of fields, or `[...]`."""
    try:
        found = list(_plain(inspect.type_info(annotation)))
    except TypeError:
        return ()  # a type of the framework's own, which msgspec does not describe
    for step in steps:
        found = [inner for each in found for inner in _inside(each, step)]
    values = dict.fromkeys(value for each in found for value in _values(each))
    return tuple(str(value) for value in values)


def _plain(of: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(of, inspect.Metadata):
        yield from _plain(of.type)
    elif isinstance(of, inspect.UnionType):
        for each in of.types:
            yield from _plain(each)
    else:
        yield of


def _inside(of: inspect.Type, step: str) -> Iterator[inspect.Type]:
    if isinstance(of, inspect.StructType | inspect.DataclassType | inspect.TypedDictType):
        for each in of.fields:
            if each.encode_name == step:
                yield from _plain(each.type)
    elif isinstance(of, inspect.CollectionType):
        yield from _plain(of.item_type)
    elif isinstance(of, inspect.TupleType):
        for item in of.item_types:
            yield from _plain(item)
    elif isinstance(of, inspect.DictType):
        yield from _plain(of.value_type)


def _values(of: inspect.Type) -> Iterator[Any]:
    """Of a list, what its items may be: the framework does not say which one was wrong."""
    if isinstance(of, inspect.LiteralType):
        yield from of.values
    elif isinstance(of, inspect.EnumType):
        yield from (member.value for member in of.cls)
    elif isinstance(of, inspect.CollectionType):
        for inner in _plain(of.item_type):
            yield from _values(inner)
