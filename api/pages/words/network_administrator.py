"""The words of a network's administrator."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
