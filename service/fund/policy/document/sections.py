"""The parts of a policy: who approves how much, within how long, and where to go with what it is not for (ELG-08).

Amounts in cents of CAD. What was signed years ago stays readable: a field that came later has a default.
"""

from typing import Annotated, Final

from msgspec import Struct

from service.fund.policy.document.categories import Category, Need, Urgency
from service.fund.policy.document.fields import CENTS, DAYS, means


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """How many different people approve, by the sum per case over a rolling 24 h. The last band has no upper end."""

    approvers: Annotated[
        int, means("Personnes différentes qui approuvent.", "Different people who approve.", ge=0, le=9)
    ]
    up_to_cents: (
        Annotated[
            int,
            means(
                "Jusqu'à cette somme comprise. Absent : sans fin.",
                "Up to this sum, included. Absent: no end.",
                **CENTS,
            ),
        ]
        | None
    ) = None


class SelfIssue(Struct, frozen=True, forbid_unknown_fields=True):
    """The emergency door: what a pivot may issue alone, out of hours, over a rolling 24 h (FND-10)."""

    per_case_cents: Annotated[int, means("Par dossier, en cents.", "Per case, in cents.", **CENTS)]
    per_pivot_cents: Annotated[int, means("Par intervenant pivot.", "Per pivot worker.", **CENTS)]
    per_organisation_cents: Annotated[int, means("Par organisme pivot.", "Per pivot organisation.", **CENTS)]
    review_within_days: Annotated[
        int,
        means(
            "La deuxième signature est due en tant de jours.",
            "The second signature is owed within so many days.",
            ge=0,
            le=366,
        ),
    ]


class Automatic(Struct, frozen=True, forbid_unknown_fields=True):
    """How far approvals by rule go in all, over a rolling 24 h, whatever the number of cases (FND-10)."""

    per_pivot_cents: Annotated[int, means("Par intervenant pivot.", "Per pivot worker.", **CENTS)]
    per_organisation_cents: Annotated[int, means("Par organisme pivot.", "Per pivot organisation.", **CENTS)]


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """Within how long a request of this urgency is decided (FND-01): minutes by the clock, or working days."""

    urgency: Annotated[Urgency, means("L'urgence.", "The urgency.")]
    minutes: (
        Annotated[
            int,
            means(
                "Minutes, jour et nuit.",
                "Minutes, day and night.",
                ge=0,
                le=1_000_000,
            ),
        ]
        | None
    ) = None
    working_days: (
        Annotated[
            int,
            means(
                "Jours ouvrables du calendrier, au lieu de minutes.",
                "Working days of the calendar, instead of minutes.",
                ge=1,
                le=60,
            ),
        ]
        | None
    ) = None


class Reviews(Struct, frozen=True, forbid_unknown_fields=True):
    """Second looks: at a sample of what a rule approved, and at refusals that somebody asks about (FND-10, FND-13)."""

    second_look_percent: Annotated[
        int,
        means(
            "Part des accords par règle qui sont relus, en %.",
            "Share of approvals by rule looked at again, in %.",
            ge=0,
            le=100,
        ),
    ] = 10
    second_look_days: Annotated[int, means("Relus en tant de jours.", "Within so many days.", **DAYS)] = 7
    refusal_second_look_working_days: Annotated[
        int,
        means(
            "Un refus contesté est relu en tant de jours ouvrables.",
            "A questioned refusal is looked at again within so many working days.",
            ge=1,
            le=60,
        ),
    ] = 2
    organisation_freezes_at: Annotated[
        int,
        means(
            "Tant de deuxièmes signatures en retard : l'organisme n'émet plus seul. 0 : jamais.",
            "So many second signatures overdue: the organisation issues alone no more. 0: never.",
            ge=0,
            le=1000,
        ),
    ] = 3


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What one approver signs for in all over a rolling 24 h, unless they have a limit of their own (FND-10)."""

    approver_cents: (
        Annotated[
            int,
            means("Par personne en 24 h, en cents.", "Per person over 24 h, in cents.", ge=1, le=100_000_000),
        ]
        | None
    ) = None


class Deadlines(Struct, frozen=True, forbid_unknown_fields=True):
    """After how many days promised money comes back, and a missing receipt is asked for (FND-12)."""

    earmark_days: Annotated[
        int,
        means(
            "L'argent promis et non parti revient après tant de jours.",
            "Money promised and not sent comes back after so many days.",
            **DAYS,
        ),
    ] = 30
    receipt_days: Annotated[
        int,
        means(
            "Un reçu est demandé après tant de jours.", "A receipt is asked for after so many days.", **DAYS
        ),
    ] = 14


class Series(Struct, frozen=True, forbid_unknown_fields=True):
    """What returns, as trips to a court, is approved once: at most so many, each up to so much (FND-04)."""

    most_trips: Annotated[int, means("Voyages au plus.", "Trips at most.", ge=1, le=60)] = 6
    most_per_trip_cents: Annotated[int, means("Par voyage au plus.", "Per trip at most.", **CENTS)] = 100_000
    most_days: Annotated[
        int, means("Du premier au dernier, en jours.", "First to last, in days.", ge=1, le=1098)
    ] = 366


class Refer(Struct, frozen=True, forbid_unknown_fields=True):
    """What this fund is not for, and where to go (FND-16); a category that it does not cover may be named too."""

    need: Annotated[Need | Category, means("Le besoin.", "The need.")]
    fr: Annotated[
        str, means("Où aller, en français.", "Where to go, in French.", min_length=1, max_length=200)
    ]
    en: Annotated[
        str, means("Où aller, en anglais.", "Where to go, in English.", min_length=1, max_length=200)
    ]


REFER: Final = (
    Refer(
        "long_term_therapy",
        "Une thérapie de longue durée : le service d'aide de la province après un crime.",
        "Long-term therapy: the province's support service after a crime.",
    ),
    Refer(
        "debts",
        "Des dettes : un conseil budgétaire ou une clinique juridique.",
        "Debts: budget counselling or a legal clinic.",
    ),
    Refer(
        "training",
        "Une formation : le service d'emploi de la province.",
        "Training: the province's employment service.",
    ),
    Refer(
        "long_term_housing",
        "Un logement durable : l'office d'habitation de la région.",
        "Lasting housing: the region's housing office.",
    ),
    Refer("legal_fees", "Des frais d'avocat : l'aide juridique.", "A lawyer's fees: legal aid."),
)
"""Where to go, when a policy says nothing else."""
