"""Every text that Relais sends: no link, name, address or content. What a lost phone shows is a time (SAF-12)."""

from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from service.refusals import Language, Said

Name = Literal[
    "count_asked",
    "request_to_read",
    "next_on_call",
    "reason_after_no",
    "count_noted",
    "count_too_old",
    "not_understood",
    "too_late",
    "decision",
    "time_limit",
    "answer_noted",
    "not_noted",
    "stopped",
    "resumed",
]

TEXTS: Final[dict[Name, Said]] = {
    "count_asked": Said(
        "Relais: votre compte date de {at}. Combien maintenant? Répondez par un chiffre (ex. 3) ou IDEM si rien n'a "
        "changé.",
        "Relais: your count is from {at}. How many now? Reply with a number (e.g. 3) or SAME if nothing changed.",
    ),
    "request_to_read": Said(
        "Relais {code}: une demande attend votre lecture avant {until}. Ouvrez l'application. Déjà lue? Répondez "
        "OUI {code} ou NON {code}.",
        "Relais {code}: a request needs your reading before {until}. Open the app. Already read it? Reply YES {code} "
        "or NO {code}.",
    ),
    "next_on_call": Said(
        "Relais {code}: pas de réponse de la garde précédente. C'est à vous, avant {until}. Ouvrez l'application.",
        "Relais {code}: no answer from the previous person on call. It is yours now, before {until}. Open the app.",
    ),
    "reason_after_no": Said(
        "Relais {code}: non, noté. Quelle raison? Répondez NON {code} et A aucune place, B langue, C plusieurs à la "
        "fois, D autre.",
        "Relais {code}: no, noted. Which reason? Reply NO {code} and A no place, B language, C several at once, "
        "D other.",
    ),
    "count_noted": Said(
        "Relais: noté, {free} à {at}. Merci.",
        "Relais: noted, {free} at {at}. Thank you.",
    ),
    "count_too_old": Said(
        "Relais: un compte plus récent existe ({newest}). Celui de {at} n'a pas été appliqué. Rien à refaire.",
        "Relais: a newer count exists ({newest}). Yours of {at} was not applied. Nothing to redo.",
    ),
    "not_understood": Said(
        "Relais: réponse non comprise. Envoyez un chiffre, IDEM, ou OUI / NON suivi du code (ex. OUI 7F3K).",
        "Relais: reply not understood. Send a number, SAME, or YES / NO followed by the code (e.g. YES 7F3K).",
    ),
    "too_late": Said(
        "Relais {code}: ce délai est passé ({until}). La demande est allée à la garde suivante. Rien d'autre à faire.",
        "Relais {code}: that time has passed ({until}). The request went to the next person on call. Nothing more "
        "to do.",
    ),
    "decision": Said(
        "Relais: une décision vous attend, cible {until}. Ouvrez l'application.",
        "Relais: a decision awaits you, target {until}. Open the app.",
    ),
    "time_limit": Said(
        "Relais: un délai se termine à {until}. Ouvrez l'application.",
        "Relais: a time limit ends at {until}. Open the app.",
    ),
    "answer_noted": Said("Relais {code}: noté à {at}. Merci.", "Relais {code}: noted at {at}. Thank you."),
    "not_noted": Said(
        "Relais: rien n'a été noté. Ouvrez l'application pour répondre.",
        "Relais: nothing was noted. Open the app to answer.",
    ),
    "stopped": Said(
        "Relais: plus aucun texto ici. La garde reste visible dans l'application. Pour reprendre: DEBUT.",
        "Relais: no more texts here. Duty still shows in the app. To resume: START.",
    ),
    "resumed": Said("Relais: les textos reprennent ici.", "Relais: texts resume here."),
}
LONGEST: Final = {"code": "7F3K", "at": "23 h 59", "until": "23 h 59", "newest": "23 h 59", "free": "9999"}
"""The longest value that each place in a text can have."""
NEUTRAL: Final = Said("Quelque chose attend votre lecture.", "Something awaits your reading.")
"""The body of every push, under the title `Relais`."""


def said(name: Name, language: Language, facts: dict[str, str]) -> str:
    """A text with its facts. Raises `KeyError` when one is missing: half a text never leaves."""
    found = TEXTS[name]
    return (found.fr if language == "fr" else found.en).format_map(facts)


def clock_time(at: datetime, time_zone: str, language: Language) -> str:
    """A moment as a clock on the wall shows it: `23 h 40`, `23:40`. Plain spaces: U+00A0 is no letter of a text."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local.hour} h {local.minute:02}" if language == "fr" else f"{local.hour}:{local.minute:02}"
