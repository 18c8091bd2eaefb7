"""What a fund may cover, and what one category may cost (FND-02, FND-15). Amounts in cents of CAD."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from service.fund.policy.document.fields import CENTS, means

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
