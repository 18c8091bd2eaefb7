"""The refusal of a short text, with words to say it by."""

from collections.abc import Iterable

from service.cases.screening.rules import Finding
from service.refusals import Reason, Refused, Said

SAYS_TOO_MUCH = Reason(
    "text_says_too_much",
    422,
    Said(
        "Relais ne garde pas ceci : « {words} ». Essayez : « {instead_fr} ».",
        'Relais does not keep this: "{words}". Try: "{instead_en}".',
    ),
    Said(
        "Nommez seulement le besoin, par exemple « billet d'autocar » ou « manteau d'hiver ». "
        "Rien n'a été gardé; le reste de ce que vous avez écrit est bon.",
        'Name the need only, such as "coach ticket" or "winter coat". '
        "Nothing was kept; the rest of what you wrote is fine.",
    ),
)


def says_too_much(findings: Iterable[Finding]) -> Refused:
    """The refusal of a text for what was found in it: the words as they were written, and words in their place."""
    found = list(findings)
    return Refused(
        SAYS_TOO_MUCH,
        {
            "words": ", ".join(each.words for each in found),
            "instead_fr": _list(each.instead.fr for each in found),
            "instead_en": _list(each.instead.en for each in found),
        },
    )


def _list(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
