"""A policy as data: what a fund covers, up to how much, and who decides (ELG-08). All amounts in cents of CAD.

Each field says in both languages what it means: docs/policy.schema.json is made of this page, and an editor shows it.
What was signed years ago stays readable: a field that came later has a default.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Meta, Struct, field

Category = Literal[
    "travel_local",
    "travel_intercity",
    "travel_interprovincial",
    "travel_international",
    "hotel_nights",
    "calling_card",
    "food",
    "clothing",
    "hygiene_kit",
    "pocket_money",
    "medication_bridge",
    "interpreter",
    "documents",
    "other_immediate",
]
"""What an emergency fund covers (FND-02, FND-15)."""
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)

Urgency = Literal["critical", "urgent", "standard"]

Need = Literal["long_term_therapy", "debts", "training", "long_term_housing", "legal_fees"]
"""What is real and is no immediate need: a fund refers (FND-16)."""

LONGEST_WARNING: Final = 31
"""Days. A longer look back would tell a fund more of a case's past than whether it is being paid twice (FND-07)."""
CENTS: Final[Any] = {"ge": 0, "le": 100_000_000}
DAYS: Final[Any] = {"ge": 1, "le": 366}


def means(fr: str, en: str, **bounds: Any) -> Meta:
    """What a field means, in both languages, and between which numbers it lies."""
    return Meta(description=f"{fr} / {en}", **bounds)


class CategoryRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What one category may cost, medication until benefits come again among them (FND-02, FND-15). Above a cap a named
    person may still approve, with a reason (RIG-01)."""

    category: Annotated[Category, means("La catégorie.", "The category.")]
    cap_cents: Annotated[int, means("Plafond d'une ligne, en cents.", "Cap of one line, in cents.", **CENTS)]
    unit_cap_cents: (
        Annotated[
            int,
            means(
                "Plafond d'une nuit ou d'un voyage, en cents.",
                "Cap of one night or one trip, in cents.",
                **CENTS,
            ),
        ]
        | None
    ) = None
    units_without_reason: (
        Annotated[
            int,
            means(
                "Au-delà de tant de nuits, un motif.", "Beyond so many nights, a reason.", ge=0, le=1_000_000
            ),
        ]
        | None
    ) = None
    automatic_up_to_cents: Annotated[
        int,
        means(
            "La règle approuve seule jusqu'à cette somme par dossier en 24 h. 0 : jamais.",
            "The rule alone approves up to this sum per case over 24 h. 0: never.",
            **CENTS,
        ),
    ] = 0
    further_person_cents: Annotated[
        int,
        means(
            "Chaque personne de plus (personnes à charge comprises) élève d'autant le plafond d'une ligne.",
            "Each further person (dependants included) raises the cap of a line by this much.",
            **CENTS,
        ),
    ] = 0
    further_person_unit_cents: Annotated[
        int,
        means(
            "Chaque personne de plus élève d'autant le plafond d'une nuit ou d'un voyage.",
            "Each further person raises the cap of one night or one trip by this much.",
            **CENTS,
        ),
    ] = 0

    def line_cap(self, people: int) -> int:
        """What one line may cost for so many people, in cents; dependants count (ELG-07)."""
        return self.cap_cents + (people - 1) * self.further_person_cents

    def unit_cap(self, people: int) -> int | None:
        """What one night or trip may cost for so many people, in cents; None without such a cap (ELG-07)."""
        if self.unit_cap_cents is None:
            return None
        return self.unit_cap_cents + (people - 1) * self.further_person_unit_cents


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


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a fund's policy. It is never edited: a change is a new version (ELG-08)."""

    version: Annotated[
        int,
        means(
            "Plus grand que toute version d'avant.",
            "Larger than every version before.",
            ge=0,
            le=1_000_000,
        ),
    ]
    author: Annotated[
        str,
        means(
            "Qui l'a rédigée : un organisme.", "Who wrote it: an organisation.", min_length=1, max_length=120
        ),
    ]
    in_force_from: Annotated[
        date,
        means("En vigueur dès ce jour, à minuit sur place.", "In force from this day, at midnight there."),
    ]
    categories: Annotated[
        tuple[CategoryRule, ...],
        means("Ce que le fonds couvre.", "What the fund covers.", max_length=50),
    ]
    bands: Annotated[
        tuple[Band, ...], means("Combien de personnes approuvent.", "How many people approve.", max_length=20)
    ]
    self_issue: SelfIssue
    automatic: Automatic
    targets: Annotated[tuple[Target, ...], means("Délais visés.", "Target times.", max_length=10)]
    duplicate_window_days: Annotated[
        int,
        means(
            "Jours où un accord d'un autre fonds est rappelé.",
            "Days for which another fund's approval is a warning.",
            ge=0,
            extra_json_schema={"maximum": LONGEST_WARNING},
        ),
    ] = 7
    """How far back another fund's approval of the same category for the same case is a warning (FND-07). A bound of new
    documents alone: one that was signed with a longer look back stays readable, and the database looks back no longer
    than `LONGEST_WARNING`."""
    payer_differs_above_cents: Annotated[
        int,
        means("Au-delà, qui a approuvé ne paie pas.", "Above it, whoever approved does not pay.", **CENTS),
    ] = 30_000
    new_payee_wait_hours: Annotated[
        int,
        means(
            "Attente d'un nouveau fournisseur après sa deuxième signature.",
            "Wait of a new payee after its second signature.",
            ge=0,
            le=8760,
        ),
    ] = 24
    """How long a new payee that is no partner organisation waits after its second signature."""
    opens_hour: Annotated[int, means("Heure d'ouverture, sur place.", "Opening hour there.", ge=0, le=24)] = 8
    closes_hour: Annotated[int, means("Heure de fermeture.", "Closing hour.", ge=0, le=24)] = 18
    """Office hours from Monday to Friday, in local time; outside them a pivot may issue alone (FND-10)."""
    region: (
        Annotated[
            str,
            means(
                "La province ou le territoire (CA-QC). Absent : partout ailleurs.",
                "The province or territory (CA-QC). Absent: everywhere else.",
                pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$",
            ),
        ]
        | None
    ) = None
    in_force_until: (
        Annotated[
            date,
            means(
                "Ce jour, les règles nationales reprennent. Seulement avec une région.",
                "On this day the national rules take over again. Only with a region.",
            ),
        ]
        | None
    ) = None
    calendar: (
        Annotated[
            str,
            means(
                "Jours fériés d'une province (CA-QC). Absent : ceux de la région de la demande.",
                "Holidays of a province (CA-QC). Absent: those of the request's region.",
                pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$",
            ),
        ]
        | None
    ) = None
    closed_on: Annotated[
        tuple[date, ...], means("Jours fermés de plus.", "Further days closed.", max_length=100)
    ] = ()
    on_call_minutes: Annotated[
        int,
        means(
            "Minutes de chaque personne de garde avant la suivante.",
            "Minutes of each person on call before the next.",
            ge=1,
            le=240,
        ),
    ] = 10
    reviews: Reviews = field(default_factory=Reviews)
    limits: Limits = field(default_factory=Limits)
    deadlines: Deadlines = field(default_factory=Deadlines)
    series: Series = field(default_factory=Series)
    refer: Annotated[
        tuple[Refer, ...], means("Hors du fonds : où aller.", "Not for the fund: where to go.", max_length=30)
    ] = field(default_factory=lambda: REFER)

    def rule_for(self, category: Category) -> CategoryRule | None:
        """The rule of a category, or None when this fund does not cover it."""
        return next((rule for rule in self.categories if rule.category == category), None)

    def target(self, urgency: Urgency) -> Target:
        """Within how long a request of this urgency is decided; a working day when the policy says nothing."""
        return next(
            (target for target in self.targets if target.urgency == urgency), Target(urgency, working_days=1)
        )

    def approvers_for(self, cents: int) -> int:
        """How many different people approve when the case's sum over 24 h reaches `cents` (FND-10)."""
        return next(
            band.approvers for band in self.bands if band.up_to_cents is None or cents <= band.up_to_cents
        )

    def two_people_above(self) -> int:
        """The largest sum in cents that one person may approve; 0 when one person never suffices."""
        ends = [band.up_to_cents or 0 for band in self.bands if band.approvers < 2]
        return max(ends, default=0)

    def where_to_go(self, need: Need | Category) -> Refer | None:
        """Where somebody goes with a need that this fund is not for; None when the policy does not say (FND-16)."""
        return next((refer for refer in self.refer if refer.need == need), None)
