"""What the real library says of an endpoint: which parameters it takes, and of what types its answers are made."""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
from typing_extensions import is_typeddict

RESOURCES = stripe
PARAMS = import_module("stripe.params")
OPTIONS = frozenset(stripe.RequestOptions.__annotations__)


def named(root: Any, path: str) -> Any:
    """`issuing.Card` below a module of the library."""
    for part in path.split("."):
        root = getattr(root, part, None) or import_module(f"{root.__name__}.{part}")
    return root


@cache
def _names(module: str) -> dict[str, Any]:
    """A module's names, those among them that it imports for type checkers alone."""
    here = sys.modules[module]
    found = dict(vars(here))
    for part in ast.walk(ast.parse(inspect.getsource(here))):
        if isinstance(part, ast.ImportFrom) and part.module and part.module.startswith("stripe"):
            for one in part.names:
                found[one.asname or one.name] = getattr(import_module(part.module), one.name)
    return found


def _evaluated(hint: Any, kind: type) -> Any:
    """A hint written as text, as a type; inner classes are known by their own names."""
    text = getattr(hint, "__forward_arg__", hint)
    if isinstance(text, str):
        return eval(text, {**_names(kind.__module__), **vars(kind)})
    return hint


def parameter(params: Any, path: str) -> tuple[Any, bool]:
    """The type of a parameter, `a.b` for one inside another, and whether it is required. Raises `KeyError`."""
    first, _, rest = path.partition(".")
    hint = _evaluated(params.__annotations__[first], params)
    optional = get_origin(hint) is NotRequired
    inner = _evaluated(get_args(hint)[0], params) if get_origin(hint) in {NotRequired, Required} else hint
    if not rest:
        return inner, not optional
    return parameter(next(_dictionaries(inner, params)), rest)


def required(params: Any) -> set[str]:
    """The parameters that the library itself asks for."""
    return {name for name in params.__annotations__ if name not in OPTIONS and parameter(params, name)[1]}


def _dictionaries(hint: Any, kind: type) -> Iterator[Any]:
    hint = _evaluated(hint, kind)
    if is_typeddict(hint):
        yield hint
    for part in get_args(hint):
        if not isinstance(part, str) or get_origin(hint) is not Literal:
            yield from _dictionaries(part, kind)


def flaws(value: Any, hint: Any, kind: type, at: str = "") -> list[str]:
    """Where a value of the wire is not of the type that the library's resource declares."""
    hint = _evaluated(hint, kind)
    origin = get_origin(hint)
    if hint is Any:
        return []
    if origin in {Union, UnionType}:
        found = [flaws(value, part, kind, at) for part in get_args(hint)]
        return [] if [] in found else min(found, key=len)
    if origin is Literal:
        return [] if value in get_args(hint) else [f"{at}: {value!r} is none of {get_args(hint)}"]
    if origin is list:
        inner = get_args(hint)[0]
        return [each for n, one in enumerate(value or []) for each in flaws(one, inner, kind, f"{at}[{n}]")]
    if origin is dict or (isinstance(origin, type) and issubclass(origin, stripe.StripeObject)):
        return [] if isinstance(value, dict) else [f"{at}: {value!r} is no object"]
    if isinstance(hint, type) and issubclass(hint, stripe.StripeObject):
        return of_resource(value, hint, at)
    fits = isinstance(value, hint) and not (hint is int and isinstance(value, bool))
    return [] if fits else [f"{at}: {value!r} is no {hint.__name__}"]


def of_resource(value: Any, kind: Any, at: str = "") -> list[str]:
    """Where an object differs from a resource: a field that there is none of, one missing, one of another type."""
    if not isinstance(value, dict):
        return [f"{at}: {value!r} is no {kind.__name__}"]
    declared = {
        name: hint
        for name, hint in kind.__annotations__.items()
        if not name.startswith("_") and name != "OBJECT_NAME"
    }
    found = [f"{at}.{name}: there is no such field" for name in value.keys() - declared.keys()]
    for name, hint in declared.items():
        if name in value:
            found += flaws(value[name], hint, kind, f"{at}.{name}")
        elif flaws(None, hint, kind):
            found.append(f"{at}.{name}: missing")
    return found
