"""A code's words."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.refusals import Said


@dataclass(frozen=True)
class Term:
    """What a code is called, and what it means."""

    said: Said
    means: Said


def terms(*lines: tuple[str, str, str, str, str]) -> Mapping[str, Term]:
    """Codes with name and meaning, each in French and English."""
    return {code: Term(Said(fr, en), Said(means_fr, means_en)) for code, fr, en, means_fr, means_en in lines}
