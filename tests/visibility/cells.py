"""The matrix of who sees what (POL-03), with the rulings of the design: one cell for each information and each role.

A cell says in the matrix's own words what is seen, through which doors, and by which tables and functions of the
database. Whatever is not named there is scanned for traces, and must hold none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from service.partners.actor import Role

I, P, C, D, F, R, A, N = Role  # noqa: E741 - the columns of the matrix, in its order


@dataclass(frozen=True)
class Cell:
    """What one role sees of one kind of information: through `doors`, each of which tells `value` (a name of the scene)
    when given; in SQL through `sql`. Without doors: nothing, anywhere."""

    words: str
    doors: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    value: str | None = None
    marks: str | None = None
    """Which marks are scanned for, when not the information's own."""

    @property
    def nothing(self) -> bool:
        return not self.doors


NO: Final = Cell("no")
STAYS = ("table claims", "table idempotency")
MONEY = (
    "table second_looks",
    "table release_conditions",
    "table decision_lines",
    "table decisions",
    "table fund_requests",
    "table idempotency",
    "table payout_intents",
    "table request_lines",
)

SERIES = ("table series", "table trips", "table receipt_pictures")

CELLS: Final[Mapping[tuple[str, Role], Cell]] = MappingProxyType(
    {
        ("shelter names", I): Cell(
            "no; agreement partners only their own agreements",
            ("list_agreements",),
            ("table bed_agreements", "function agreement_shelters", "function organisation_card"),
        ),
        ("shelter names", P): Cell(
            "yes, accredited",
            ("search_board", "read_case", "list_referrals", "read_referral", "list_reminders", "list_moves"),
            (
                "function free_places",
                "function shelter_names",
                "function placements_of_case",
                "function my_moves",
                "function shelter_cards",
            ),
            "on_the_board",
        ),
        ("shelter names", C): Cell(
            "own",
            ("list_shelters", "read_shelter", "read_record", "read_sheet"),
            ("table shelters", "function shelter_names", "function shelter_cards"),
            "house_name",
        ),
        ("shelter names", D): Cell(
            "own",
            ("list_shelters", "read_shelter", "read_sheet"),
            ("table shelters", "function shelter_names", "function shelter_cards"),
            "house_name",
        ),
        ("shelter names", F): NO,
        ("shelter names", R): Cell(
            "yes",
            ("search_board", "read_disclosure"),
            (
                "function free_places",
                "function shelter_names",
                "function disclosed_places",
                "function shelter_cards",
                "function hotels_to_vet",
            ),
        ),
        ("shelter names", A): NO,
        ("shelter names", N): NO,
        ("houses without agreement", I): NO,
        ("other houses", C): NO,
        ("other houses", D): NO,
        ("operation", I): Cell(
            "yes: counts and states",
            ("list_operations", "read_operation", "read_record", "list_contacts"),
            (
                "function contact_requests_here",
                "table idempotency",
                "table operation_members",
                "table operations",
                "table places",
            ),
        ),
        ("operation", P): Cell("if named", ("list_hand_overs",), ("function operations_for_pivot",)),
        ("operation", C): NO,
        ("operation", D): NO,
        ("operation", F): NO,
        ("operation", R): Cell(
            "count only; more once an override is asked (design, section 4)",
            ("read_operation_counts", "list_overrides"),
            ("table overrides", "function operation_counts"),
        ),
        ("operation", A): Cell("yes: counts", ("read_operation_counts",), ("function operation_counts",)),
        ("operation", N): NO,
        ("person in shelter", I): NO,
        ("person in shelter", P): Cell(
            "own cases",
            (
                "list_cases",
                "read_case",
                "read_record",
                "list_referrals",
                "read_referral",
                "list_reminders",
                "list_requests",
                "read_request",
                "read_case_copy",
                "list_shares",
            ),
            (
                "table cases",
                "table case_occasions",
                "table consents",
                "table idempotency",
                "table placements",
                "table request_cases",
                "table sharings",
                "table shares",
                "function my_promises",
                "function claims_of_referrals",
                "function placements_of_case",
                "function own_cases",
                "function my_cases",
                "function places_of_my_cases",
            ),
        ),
        ("person in shelter", C): Cell("own shelter", ("list_stays",), STAYS, "stay"),
        ("person in shelter", D): Cell("own shelter", ("list_stays",), STAYS, "stay"),
        ("person in shelter", F): NO,
        ("person in shelter", R): NO,
        ("person in shelter", A): NO,
        ("person in shelter", N): NO,
        **{("a colleague's case", role): NO for role in Role},
        ("forms and risk", I): NO,
        ("forms and risk", P): Cell("own cases", ("read_case", "read_case_copy"), ("table cases",)),
        ("forms and risk", C): Cell("if pivot shares", ("read_shared",), ("function shared_about",)),
        ("forms and risk", D): NO,
        ("forms and risk", F): NO,
        ("forms and risk", R): Cell("no; counts of five and more in reports"),
        ("forms and risk", A): Cell("no; counts of five and more in reports"),
        ("forms and risk", N): NO,
        ("fund requests", I): NO,
        ("fund requests", P): Cell(
            "own cases",
            (
                "list_requests",
                "read_request",
                "read_record",
                "list_shares",
                "read_case_history",
                "read_case_copy",
                "list_askings",
                "list_series",
                "list_receipt_pictures",
            ),
            (
                *MONEY,
                *SERIES,
                "table request_cases",
                "table sharings",
                "table askings",
                "function requests_of_case",
                "function copy_of_case",
            ),
            "request",
        ),
        ("fund requests", C): Cell(
            "own linked hotel nights", ("list_hotel_nights",), ("function own_hotel_nights",), "nights"
        ),
        ("fund requests", D): NO,
        ("fund requests", F): Cell(
            "own envelopes",
            (
                "list_requests",
                "read_queue",
                "read_request",
                "list_payouts",
                "read_record",
                "list_askings",
                "list_series",
                "list_receipt_pictures",
                "list_reviews",
                "read_approvals",
            ),
            (*MONEY, *SERIES, "table transfers", "table askings"),
            "request",
        ),
        ("fund requests", R): NO,
        ("fund requests", A): NO,
        ("fund requests", N): NO,
    }
)
"""What is told by marks: ids, codes and words that occur nowhere else. Regional coordinators read totals in the annual
report, and auditors a request whose code they hold: both have tests of their own, like the address and the record."""

ADDRESS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        I: "no (arrival point, if published, during the window)",
        P: "after acceptance, time-limited",
        C: "own",
        D: "own",
        F: "no",
        R: "no",
        A: "no",
        N: "no",
    }
)
FEASIBILITY: Final[Mapping[Role, str]] = MappingProxyType(
    {I: "yes", P: "yes", C: "own", D: "own", F: "no", R: "yes", A: "no", N: "no"}
)
RECORD: Final[Mapping[Role, str]] = MappingProxyType(
    {
        I: "own actions",
        P: "own cases",
        C: "own shelter",
        D: "no",
        F: "own envelopes",
        R: "no",
        A: "all (no content)",
        N: "no",
    }
)
PLACEMENTS: Final = "pseudonymous, in one's networks"
