"""Who interprets: said once, for the house that arranges it and for the fund that pays (LNG-02)."""

from typing import Literal

import msgspec


class Interpreter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who interprets for this person: a language, and its dialect if it matters; never of the same community here,
    where that is asked (LNG-02, LNG-03, CNF-07). The fund pays one as `interpreter`."""

    language: str
    dialect: str | None = None
    gender: Literal["woman", "man"] | None = None
    not_same_community: bool = False
