"""The limits of confidentiality, said before anything is asked (CNF-06): a fixed text with a version.

A case is opened with the version that was shown. When the text changes its version does, and it is shown anew.

People hide because they fear detention and removal. The notice therefore asks nothing and names every situation in
which something is passed on; a status, a police complaint and border services are none of them (IMM-07).
"""

from dataclasses import dataclass
from typing import Final

from service.refusals import Said

VERSION: Final = 1


@dataclass(frozen=True)
class Limits:
    """What a worker says or shows, in the order in which it is said."""

    version: int
    title: Said
    points: tuple[Said, ...]
    closing: tuple[Said, ...]


LIMITS: Final = Limits(
    VERSION,
    Said(
        "Ce que vous dites reste ici, sauf dans quatre situations.",
        "What you say stays here, except in four situations.",
    ),
    (
        Said(
            "Une vie est en danger immédiat : nous appelons les secours.",
            "A life is in immediate danger: we call emergency services.",
        ),
        Said(
            "Vous risquez de vous blesser gravement : nous cherchons de l'aide, avec vous d'abord.",
            "You are at risk of seriously hurting yourself: we look for help, with you first.",
        ),
        Said(
            "Vous, ou une personne avec vous, avez moins de 18 ans et n'êtes pas en sécurité : "
            "la loi de la province peut nous obliger à prévenir la protection de la jeunesse.",
            "You, or somebody with you, are under 18 and not safe: "
            "the law of the province may require us to tell child protection.",
        ),
        Said(
            "La personne qui vous a fait du mal a moins de 18 ans : "
            "la loi de la province peut nous obliger à prévenir la protection de la jeunesse.",
            "The person who harmed you is under 18: "
            "the law of the province may require us to tell child protection.",
        ),
    ),
    (
        Said(
            "Rien ne vous oblige à tout dire : « je préfère ne pas répondre » est une réponse.",
            'Nothing obliges you to say everything: "I prefer not to answer" is an answer.',
        ),
        Said(
            "Ce que vous acceptez se retire à tout moment; le lit et l'aide promise restent.",
            "What you agree to can be withdrawn at any time; the bed and the help promised stay.",
        ),
    ),
)
"""Immediate danger, self-harm, under 18, alleged author under 18 (CNF-06, MIN-01)."""


def is_current(version: int) -> bool:
    """Whether this version of the notice is the one to show today."""
    return version == VERSION
