"""What an operation costs, in units: one for what reads or writes a few rows, more for what works longer (ASVS 15.1.3).

Every page and every operation that is not named here costs one. What is `DEAR` is counted besides, in PostgreSQL, for
all replicas together: a search by the solver, a picture that is drawn anew, a whole book written out.
"""

from collections.abc import Mapping
from typing import Any, Final

from service.partners.attempts.limits import ANSWERS_WRITTEN_OUT, PICTURES, PLANS, SIMULATIONS, Limit

ORDINARY: Final = 1

COSTS: Final[Mapping[str, int]] = {
    "search_board": 5,
    "GET /tonight": 5,
    "GET /places": 5,
    "GET /cases/{case_id}/places": 5,
    "list_places_instead": 5,
    "ask_feasibility": 30,
    "POST /reservations/question": 30,
    "propose_places": 60,
    "hold_places": 60,
    "change_operation_number": 60,
    "POST /reservations/new": 60,
    "POST /reservations/{operation_id}/number": 60,
    "POST /reservations/{operation_id}/proposals": 60,
    "simulate_policy": 60,
    "GET /fund/policy/{policy_id}/simulation": 60,
    "add_receipt_picture": 30,
    "POST /lines/{line_id}/receipt": 30,
    "load_pledges": 20,
    "load_vouchers": 20,
    "load_voucher_sheet": 20,
    "POST /fund/vouchers": 20,
    "read_general_ledger": 20,
    "read_trial_balance": 10,
    "read_annual_report": 10,
    "read_annual_table": 10,
    "read_statement_table": 10,
    "take_proof": 20,
    "POST /audit/request/proof": 20,
    "read_record": 10,
    "GET /fund/books/ledger": 20,
    "GET /reports/annual": 10,
    "GET /reports/annual/table": 10,
    "GET /statements/{envelope_id}/table": 10,
}
"""By the operation's id; of a page, by its method and path."""

DEAR: Final[Mapping[str, Limit]] = {
    **dict.fromkeys(
        (
            "propose_places",
            "hold_places",
            "change_operation_number",
            "POST /reservations/new",
            "POST /reservations/{operation_id}/number",
            "POST /reservations/{operation_id}/proposals",
        ),
        PLANS,
    ),
    **dict.fromkeys(("add_receipt_picture", "POST /lines/{line_id}/receipt"), PICTURES),
    **dict.fromkeys(("simulate_policy", "GET /fund/policy/{policy_id}/simulation"), SIMULATIONS),
    **dict.fromkeys(
        (
            "read_general_ledger",
            "read_annual_table",
            "read_statement_table",
            "read_pledge_file",
            "take_proof",
            "POST /audit/request/proof",
            "GET /fund/books/ledger",
            "GET /reports/annual/table",
            "GET /statements/{envelope_id}/table",
        ),
        ANSWERS_WRITTEN_OUT,
    ),
}
"""Feasibility is not among them: its own budget a day is held by the database already (OPS-11)."""


def name_of(handler: Any, method: str, path: str) -> str:
    """What `COSTS` and `DEAR` call this door: its operation's id, or the page's method and path."""
    return getattr(handler, "operation_id", None) or f"{method} {path}"
