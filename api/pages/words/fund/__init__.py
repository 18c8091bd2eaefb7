"""The words of a fund's administrator."""

from api.pages.words.fund import envelope, home, payment, policy, request
from service.refusals import Said

WORDS: dict[str, Said] = {
    key: said for part in (home, request, payment, envelope, policy) for key, said in part.WORDS.items()
}
