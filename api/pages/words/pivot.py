"""The words of a pivot worker."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
