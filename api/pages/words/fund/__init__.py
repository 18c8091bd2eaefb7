"""The words of a fund's administrator."""

from api.pages.words.fund import envelope, home, payment, request
from service.refusals import Said

WORDS: dict[str, Said] = {
    key: said for part in (home, request, payment, envelope) for key, said in part.WORDS.items()
}
