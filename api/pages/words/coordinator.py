"""The words of a shelter's coordinator."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
