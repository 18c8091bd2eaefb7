"""A refusal is a value: which reason, and the facts that make it understandable in the caller's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True)
class Said:
    """One sentence in both languages; `{name}` stands for a fact."""

    fr: str
    en: str

    def in_(self, language: Language, facts: Mapping[str, Any] | None = None) -> str:
        """The sentence in that language, its facts filled in; an unknown fact shows as `…`."""
        sentence = self.fr if language == "fr" else self.en
        return sentence.format_map(_Facts(facts or {}))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


REASONS: dict[str, "Reason"] = {}


@dataclass(frozen=True)
class Reason:
    """Why something is refused: a stable code, an HTTP status, and what to do next, in French and English.

    Help stands where it is needed, for whoever comes back after weeks of no use (PIV-06).

    `code` is the stable end of the problem document's `type` (`/problems/{code}`); two reasons never share one.
    """

    code: str
    status: int
    title: Said
    advice: Said = field(default_factory=lambda: Said("", ""))
    words: Mapping[str, Mapping[str, Said]] = field(default_factory=dict, compare=False, repr=False)
    """For each fact that is a code, or a list of codes, the words of each code: a sentence shows those (LNG-01)."""

    def __post_init__(self) -> None:
        if REASONS.setdefault(self.code, self) is not self:
            raise ValueError(f"two reasons are called {self.code}")


@dataclass(frozen=True)
class Refused:
    """The answer no. `facts` are plain JSON values, and never about a person."""

    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)

    def title(self, language: Language) -> str:
        """What is so, in that language."""
        return self.reason.title.in_(language, self._spoken(language))

    def advice(self, language: Language) -> str:
        """What to do next, in that language."""
        return self.reason.advice.in_(language, self._spoken(language))

    def _spoken(self, language: Language) -> dict[str, Any]:
        """The facts as a sentence says them: words in place of codes, which stay in `facts` for programs."""
        words = self.reason.words
        return {
            name: _said(str(fact), words[name], language) if name in words else fact
            for name, fact in self.facts.items()
        }


_CODE = re.compile(r"[a-z][a-z_]*")


def _said(codes: str, words: Mapping[str, Said], language: Language) -> str:
    return _CODE.sub(lambda code: words[code[0]].in_(language) if code[0] in words else code[0], codes)


NOT_FOUND = Reason(
    "not_found",
    404,
    Said("Cette page n'existe pas, ou n'est pas pour vous.", "This page does not exist, or is not for you."),
    Said("Vérifiez le lien, ou revenez à l'accueil.", "Check the link, or go back to the home page."),
)
NOT_ALLOWED = Reason(
    "not_allowed",
    403,
    Said("Votre rôle ne permet pas ce geste.", "Your role does not allow this."),
    Said(
        "Demandez à une personne dont c'est le rôle, dans votre organisme.",
        "Ask somebody in your organisation whose role it is.",
    ),
)
STEP_UP_NEEDED = Reason(
    "step_up_needed",
    403,
    Said("Confirmez que c'est vous.", "Check that it is you."),
    Said(
        "Utilisez votre clé d'accès ou un code, puis refaites le même geste. Rien n'est signé.",
        "Use your passkey or a code, then do the same again. Nothing is signed.",
    ),
)
"""A fresh proof is asked for this one action (ASVS 7.5.3); `step_up` in the facts names where it is given."""
BUSY = Reason(
    "busy",
    503,
    Said("Trop de gestes au même moment.", "Too many things at the same moment."),
    Said("Rien n'a changé. Réessayez.", "Nothing has changed. Try again."),
)
TOO_FAST = Reason(
    "too_fast",
    429,
    Said("Trop de demandes en peu de temps.", "Too many requests in a short time."),
    Said(
        "Rien n'a changé. Attendez une minute et réessayez.",
        "Nothing has changed. Wait a minute and try again.",
    ),
)
"""A purse is empty (`api/limits`); the facts say in how many seconds it will do."""
TOO_OFTEN = Reason(
    "too_often",
    429,
    Said("Ce geste a été fait très souvent aujourd'hui.", "This was done very often today."),
    Said(
        "Rien n'a changé. Réessayez dans {minutes} min.", "Nothing has changed. Try again in {minutes} min."
    ),
)
"""What is dear has a limit over all replicas (`api/limits/costs.py`)."""
AWAY = Reason(
    "away",
    503,
    Said("Relais n'atteint pas ses données en ce moment.", "Relais cannot reach its data at this moment."),
    Said(
        "Réessayez dans un instant : rien ne sera fait deux fois.",
        "Try again in a moment: nothing will be done twice.",
    ),
)
"""The database is away (`service/store/away.py`). Not "nothing has changed": a commit may have been its last word."""
CHANGED_MEANWHILE = Reason(
    "changed_meanwhile",
    412,
    Said("Quelqu'un d'autre a changé ceci entre-temps.", "Somebody else has changed this meanwhile."),
    Said(
        "Voici l'état actuel; refaites votre changement s'il tient encore.",
        "Here is the current state; make your change again if it still holds.",
    ),
)
KEY_REUSED = Reason(
    "idempotency_key_reused",
    422,
    Said("Cette clé a déjà servi à une autre demande.", "This key was already used for another request."),
    Said("Envoyez une nouvelle clé Idempotency-Key.", "Send a new Idempotency-Key."),
)
PERIOD_REVERSED = Reason(
    "period_reversed",
    422,
    Said(
        "La période finit avant de commencer, ou elle est passée.",
        "The period ends before it starts, or is past.",
    ),
    Said(
        "Donnez un début et une fin, la fin dans le futur.", "Give a start and an end, the end in the future."
    ),
)
