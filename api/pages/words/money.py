"""The words of asking for money."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
