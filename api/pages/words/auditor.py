"""The words of an auditor."""

from service.refusals import Said

WORDS: dict[str, Said] = {}
