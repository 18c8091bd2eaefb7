"""Under which licences the parts stand, by what they say themselves, and which are allowed."""

from functools import cache
from importlib.metadata import Distribution
from typing import Final

from license_expression import Licensing, get_spdx_licensing  # type: ignore[import-untyped]  # ships no types

ALLOWED: Final = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0"),
    *("MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib"),
}
"""Each lets Relais be used, changed and passed on; MPL-2.0 asks for changes of its own files alone."""

SAID_OTHERWISE: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT OR Apache-2.0": "MIT OR Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
"""How older packages write it."""

READ_BY_A_PERSON: Final = {"axe-playwright-python": "MIT", "pyrage": "MIT"}
"""Their metadata say nothing; their file LICENSE does. What `pyrage` is compiled from is in a bill of its own:
MIT, Apache-2.0 (for one part with LLVM's exception), BSD-3-Clause, Unicode's; or a choice with one of these in it."""


@cache
def _spdx() -> Licensing:
    """The list of SPDX takes half a second to read."""
    return get_spdx_licensing()


def licence_of(part: Distribution) -> str:
    """The SPDX expression of an installed part; empty when it says nothing that is known."""
    said = part.metadata
    if expressions := said.get_all("License-Expression"):
        return str(expressions[0])
    short = str((said.get_all("License") or [""])[0]).split("\n")[0].strip()
    if short in SAID_OTHERWISE or short in ALLOWED:
        return SAID_OTHERWISE.get(short, short)
    kinds = [
        each for each in said.get_all("Classifier") or [] if each.startswith("License :: OSI Approved ::")
    ]
    found = [SAID_OTHERWISE.get(each.rpartition(" :: ")[2], "") for each in kinds]
    said_there = " AND ".join(found) if found and all(found) else ""
    return said_there or READ_BY_A_PERSON.get(part.name, "")


@cache
def is_allowed(expression: str) -> bool:
    """Whether an expression can be met by allowed licences alone; of `A OR B` one is enough."""
    if not expression:
        return False
    licensing = _spdx()
    parsed = licensing.parse(expression, validate=True)
    kept = {
        symbol: licensing.TRUE if str(symbol) in ALLOWED else licensing.FALSE for symbol in parsed.symbols
    }
    return bool(parsed.subs(kept).simplify() == licensing.TRUE)
