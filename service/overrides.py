"""Every no of the product, and how a person gets past it (RIG-01): each `Reason` stands here once.

A rule that blocks is overridden by a named human, with a reason where it weighs; the five hard rules are not, whoever
asks. What is no rule (a slip to correct, a world that has moved on, somebody else's turn) says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Why = Literal["hard", "overridden", "person", "turn", "slip", "moved", "signing_in", "machine"]
WHYS: Final[Mapping[Why, str]] = {
    "hard": "One of the five hard rules: nobody overrides it.",
    "overridden": "A rule that a named human overrides, and the trail keeps who did.",
    "person": "The person helped decides; nobody decides in their place.",
    "turn": "Somebody else's turn or role: they act, or two people change who may.",
    "slip": "What was typed contradicts itself or is incomplete: corrected and sent again.",
    "moved": "It is so already, or the world has moved on: nothing is kept from anybody.",
    "signing_in": "Guards an account, not a service; a colleague or two people give the access anew.",
    "machine": "A program's mistake in talking to the interface, or a limit of the machine.",
}


@dataclass(frozen=True)
class Way:
    """Why the no. Of a rule: who gets past it, and through which operation or field of the API; of a hard rule: which
    one."""

    why: Why
    by: str = ""
    through: str = ""


HARD: Final[Mapping[str, str]] = {
    "arrival_point_gives_the_address": "3: no address for police or funders; another meeting place is named",
    "over_emergency_ceiling": "5: above the emergency ceiling another person decides",
    "own_request": "5: nobody approves their own request above the emergency ceiling; another person decides",
    "text_says_too_much": "1 and 2: no status, no complaint; the rest of the text stays",
}
"""Rule 4, that ledger and trail are append-only, has no `Reason`: PostgreSQL itself refuses (FND-09)."""

OVERRIDDEN: Final[Mapping[str, tuple[str, str]]] = {
    "above_your_day": ("a colleague of the fund", "approve_request"),
    "above_your_limit": ("a fund administrator with a higher limit", "approve_request"),
    "adult_with_minor": ("the pivot worker, after speaking with each alone", "open_case"),
    "another_person_looks": ("another fund administrator", "overturn_refusal"),
    "already_funded_elsewhere": ("the requester, with a reason", "reason"),
    "condition_not_met": ("whoever says that it is met", "meet_condition"),
    "condition_not_yet": ("a fund administrator, once it is so", "meet_condition"),
    "cannot_accompany": ("two network administrators; never for police", "propose_accreditation"),
    "category_not_covered": ("two fund administrators, by a new version of the policy", "propose_policy"),
    "choice_of_the_person": ("the pivot worker, who says that the person chose", "person_chose"),
    "does_not_fit": ("the shelter's coordinator, asked for an exception", "answer_exception"),
    "draw_above_ceiling": ("the pivot worker, by a further request for the rest", "submit_request"),
    "during_office_hours": ("a colleague of the fund", "approve_request"),
    "envelope_short": (
        "a fund administrator: more money, another envelope, or approved in part",
        "contribute",
    ),
    "exception_for_coordination": ("the shelter's coordinator", "answer_exception"),
    "expected_out_of_range": ("the pivot worker, closer to the day", "make_referral"),
    "feasibility_budget_spent": ("two network administrators", "propose_police_budget"),
    "no_voucher_left": ("a fund administrator, who pays the line in another way", "confirm_payout"),
    "hotel_not_vetted": ("two people, one after the other", "vet_hotel"),
    "longest_hold": ("the shelter's people", "confirm_referral"),
    "low_security_reason_missing": ("the pivot worker, with a reason", "low_security_reason"),
    "mixed_ages_reason_missing": ("the pivot worker, with a reason", "mixed_ages_reason"),
    "network_without_police": ("two network administrators", "propose_police_members"),
    "not_attested": ("the requester, by attesting", "attested"),
    "operation_still_held": ("the investigator or the supervisor", "cancel_operation"),
    "party_too_large": ("the pivot worker, in several referrals", "make_referral"),
    "pivot_first": ("the investigator", "name_pivot"),
    "pivot_has_taken_over": ("the pivot organisation, or by cancelling", "cancel_operation"),
    "pivot_must_accept": ("a pivot worker of the organisation asked", "answer_hand_over"),
    "place_held": ("the investigator, saying so expressly", "release_held"),
    "police_in_the_network": ("two network administrators, once the service has left", "propose_leaving"),
    "rail_is_off": ("two fund administrators", "propose_rail"),
    "reason_needed": ("the requester, with a reason", "reason"),
    "rotating_house_has_no_address": (
        "the shelter's coordinator, by another kind of house",
        "change_shelter",
    ),
    "second_signature_owed": ("the second signer", "review_decision"),
    "second_signatures_owed_here": ("the second signers", "review_decision"),
    "self_issue_objected": ("two administrators of the fund", "restore_right"),
    "return_not_chosen": ("the person, and the pivot worker who says so", "person_chose"),
    "series_does_not_hold": ("two fund administrators, by a new version of the policy", "propose_policy"),
    "series_ended": ("the pivot worker, by a new request", "submit_request"),
    "series_used_up": ("the pivot worker, by a new request", "submit_request"),
    "spoken_alone_first": ("the pivot worker, who says so", "spoken_alone"),
    "too_many_beds": ("the shelter's coordinator, with a second house", "create_shelter"),
    "too_many_pledges": ("the organisation, by withdrawing some", "withdraw_pledge"),
    "waiver_needs_reason": ("a fund administrator, with a reason", "reason"),
}
"""By whom, and through which operation or field."""

OTHERS: Final[Mapping[Why, str]] = {
    "person": """
        consent_gone consent_missing kept_away
    """,
    "turn": """
        not_yours_to_judge
        already_signed another_person_signs claim_not_linkable last_network_administrator
        erasure_current_stay erasure_open_referral erasure_unpaid_promise
        needs_another_person no_coordination no_pin_for_role no_pledges_here no_such_fund no_such_payee
        nobody_to_tell not_a_hotel not_a_partner not_a_pivot_organisation not_a_supervisor not_allowed
        not_an_approver not_found not_of_this_duty not_on_a_tablet not_your_duty
        partner_outside_the_network shared_tablet
        no_onboarding_invitation payee_account_not_ready
        series_by_people series_not_promised
        proposer_may_no_longer referral_not_of_this_case roles_do_not_fit slot_not_yours
        books_another_signs
        these_two_do_not_suffice vetting_already_signed
    """,
    "slip": """
        return_not_told return_no_country register_dates retention_outside_the_bounds
        carrier_agreement_period carrier_agreement_route
        receipt_does_not_open receipt_not_a_picture receipt_too_large receipt_too_many_pixels
        not_a_push_service objection_needs_code
        access_ends_too_soon agreement_days agreement_in_use agreement_review_date
        agreement_review_not_clear answer_not_clear backup_is_pivot bad_input children_without_adult
        condition_not_possible
        count_above_beds count_in_the_future count_too_old couple_of_two decline_reason_needed
        envelope_code_taken family_of_one file_not_read fund_region_unknown limits_changed line_not_open
        member_ends_too_late member_ends_too_soon more_back_than_paid needed_by_is_past never_counted
        nights_reversed no_overrun no_such_code number_answers_elsewhere operation_numbers operation_window
        party_nobody period_needs_an_end period_reversed pledge_not_clear policy_not_valid
        funder_of_another_kind not_so_much_to_correct not_the_next_envelope period_not_over
        policy_national_first policy_overtaken policy_version_behind policy_version_taken
        pool_contradiction profile_not_told
        roster_without_time_zone slot_not_possible step_not_clear unknown_exclusion unknown_region unknown_time_zone
        voucher_sheet_not_read
        comparison_not_over comparison_too_long no_such_rail
    """,
    "moved": """
        not_signed_yet log_is_shorter log_has_gaps carrier_agreement_so_already erasure_not_due
        nothing_above_what_was_paid receipt_six_pictures
        address_has_an_access address_shown_already agreement_exists already_a_member already_decided
        already_excluded already_in_the_network already_shared bed_occupied bed_promised case_rests_already
        changed_meanwhile claim_already_linked consent_already_given consent_already_withdrawn hold_lapsed
        condition_over look_is_over looked_at_already nothing_declined
        import_running move_raised_already no_longer_free no_place_even_so no_room_together nothing_paid
        nothing_to_override operation_over payment_on_its_way payout_not_waiting place_released
        proposal_decided proposal_lapsed proposal_outdated proposal_over referral_moved_on request_answered
        request_lapsed roster_exists slot_not_offered somebody_is_on_call stay_over transfer_already_asked
        too_late_to_take_back
        contact_asked_already already_reviewed month_not_over nothing_objected review_not_asked_for
        books_lapsed books_signed_already earmark_expired nothing_to_carry period_closed_already
        voucher_loaded_already voucher_shown_already
        not_by_voucher onboarding_link_shown voucher_voided_already compared_already
    """,
    "signing_in": """
        code_not_right invitation_over last_passkey no_code not_first_passkey not_from_here not_signed_in
        passkey_known proof_refused registration_refused sign_in_refused step_up_needed tablet_locked
        tablet_unknown
    """,
    "machine": """
        away bad_text_notice broken busy idempotency_key_missing idempotency_key_reused method_not_allowed
        rail_does_not_answer too_fast too_large too_many_streams too_often version_missing webhook_not_believed
        wrong_media_type
    """,
}
"""What is no rule of ours that keeps something from somebody, by why it is said."""


def ways() -> dict[str, Way]:
    """The way of every reason, by its code (RIG-01)."""
    rules = {code: Way("hard", through=rule) for code, rule in HARD.items()}
    rules |= {code: Way("overridden", by, through) for code, (by, through) in OVERRIDDEN.items()}
    return rules | {code: Way(why) for why, codes in OTHERS.items() for code in codes.split()}
