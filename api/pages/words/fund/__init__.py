"""The words of a fund's administrator."""

from api.pages.words.fund import books, duty, envelope, home, lists, payment, policy, request, settings, stock
from service.refusals import Said

PARTS = (home, request, payment, envelope, policy, lists, settings, stock, books, duty)
WORDS: dict[str, Said] = {key: said for part in PARTS for key, said in part.WORDS.items()}
