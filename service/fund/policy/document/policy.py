"""A policy as data: what a fund covers, up to how much, and who decides (ELG-08). All amounts in cents of CAD.

Each field says in both languages what it means: docs/policy.schema.json is made of this page, and an editor shows it.
What was signed years ago stays readable: a field that came later has a default.
"""

from datetime import date
from typing import Annotated, Final

from msgspec import Struct, field

from service.fund.policy.document.categories import Category, CategoryRule, Need, Urgency
from service.fund.policy.document.fields import CENTS, means
from service.fund.policy.document.sections import (
    REFER,
    Automatic,
    Band,
    Deadlines,
    Limits,
    Refer,
    Reviews,
    SelfIssue,
    Series,
    Target,
)

LONGEST_WARNING: Final = 31
"""Days. A longer look back would tell a fund more of a case's past than whether it is being paid twice (FND-07)."""


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
