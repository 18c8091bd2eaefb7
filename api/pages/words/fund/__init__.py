"""The words of a fund's administrator."""

from api.pages.words.fund import home, payment, request
from service.refusals import Said

WORDS: dict[str, Said] = {**home.WORDS, **request.WORDS, **payment.WORDS}
