"""The words of a shelter's desk."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
