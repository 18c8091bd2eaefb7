"""The words of a fund's administrator."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
