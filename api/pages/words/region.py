"""The words of a regional coordinator."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
