"""Every table of the schema: which class erases its rows, or why they stay (CNF-11). A new table does not pass without
its line."""

from collections.abc import Mapping
from typing import Final

from service.retention.rules import ClassName

ERASED: Final[Mapping[ClassName, str]] = {
    "case": """
        cases case_access case_handovers case_links case_occasions case_reminders case_steps case_watches consents
        duty_reports exclusions placements request_cases room_bookings shares sharings
    """,
    "referral": "referrals exceptions_asked",
    "operation": "places operations operation_proposals contact_requests arrival_points waiting_needs overrides",
    "request": "request_lines receipt_pictures repatriations waivers",
    "incident": "incidents",
    "session": "sessions session_tokens",
    "text": "texts_sent texts_heard",
    "step_up": "step_ups",
    "idempotency": "idempotency",
    "telling": "tellings",
}
"""Tables whose rows, or whose words in them, leave with a class. What hangs on a case leaves with it whatever its own
class: its referrals, its needs that waited."""

AT_ITS_OWN_END: Final = """
    attempts challenges codes duty_phones invitations kept_forms known_devices passkeys passkey_users pins push_devices
    recovery_codes shelter_addresses tablets police_pictures police_figures pictured_pools availability
"""
"""What ends when its owner ends it, when it runs out, or when it is written anew: no period of its own."""

STAYS: Final[Mapping[str, str]] = {
    "the ledger and its books: amounts, decisions, signatures; immutable, with nobody behind them": """
        accounts approvals closing_figures closings corrections decision_lines decisions draws earmarks envelopes
        fund_requests funders low_balances reconciliations reimbursements release_conditions restorations reviews
        second_looks series signatures transfers trips receipts payees payout_intents payout_postings rail_accounts
        rail_events rail_invitations card_facts cards voucher_counts voucher_draws voucher_restocks voucher_thresholds
        voucher_voids vouchers repatriation_steps approver_limits fund_rails
    """,
    "the trail: hashes of sealed bytes, which say nothing once their key is destroyed": """
        events trail_checkpoints trail_checks trail_leaves trail_nodes trail_state
    """,
    "the keys themselves, and the registers of what was erased and anonymised": """
        data_keys retired_roots root_rotations erasures anonymisations retention_classes retention_periods
    """,
    "beds, houses and their counts: places, not people": """
        beds pools shelters claims counts hotel_vettings stay_extensions moves escalations
        address_reveals imported_organisations imported_shelters refusals_by_month exceptions_by_month unmet_needs
    """,
    "organisations, the people who work there, what they agreed and settled": """
        organisations members networks network_members network_terms proposals policies policy_signatures
        agreement_changes agreement_reviews bed_agreements carrier_agreements held_nights pledges rosters roster_slots
        roster_weeks askings asking_rungs outbox other_words
    """,
    "how police asked, to bound what they can learn; of an operation, that it was": """
        police_looks feasibility_questions operation_members operation_requests request_places proposed_places
        reservations door_refusals
    """,
    "published or public, of nobody": """
        duty_rules open_lines publications published_cells slip_months slips regions
    """,
}
"""What has no period, and why."""


def every_table() -> list[str]:
    """Each table that stands above; one that stands twice is twice in it."""
    return " ".join([*ERASED.values(), AT_ITS_OWN_END, *STAYS.values()]).split()
