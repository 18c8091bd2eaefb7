"""The words of an investigator."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
