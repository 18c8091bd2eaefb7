"""Every door with who may come in: one line per operation (POL-03). A new operation does not pass without its line.

Eight letters, in the order of the roles: investigator, pivot worker, shelter coordinator, front desk, fund
administrator, regional coordinator, auditor, network administrator.

    -  never comes in, whatever the organisation: `not_allowed`, before anything is read
    x  never comes in, whatever the organisation, and is answered as if nothing were there: `not_found`
    0  comes in, and another organisation's things are not there: `not_found`, as for what nobody has
    y  comes in, and what is answered holds nothing of another organisation
    *  a door for everybody, whoever they are (all eight)
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.partners.actor import Role

_LINES = """
accept_invitation         ********
accept_payout             ----0---
accept_proposal           0-------
accept_transfer           -0------
add_pool                  --0-----
add_receipt_picture       -0--0---
answer_agreement          0-------
answer_contact            -0------
answer_exception          --00----
answer_hand_over          -0------
answer_link               -0------
answer_shelter_request    --00----
approve_request           ----0---
ask_beyond_agreements     0-------
ask_contact               0-------
ask_feasibility           yy---y--
ask_link                  -0------
ask_overrides             0-------
ask_reconciliation        ----y---
ask_reimbursement         -0------
ask_second_look           -0------
ask_transfer              -0------
assess_case               -0------
assign_slot               -00-00--
audit_placements          ------y-
audit_request             ------0-
audit_second_looks        ------0-
begin_passkey             yyyyyyyy
begin_passkey_sign_in     ********
begin_step_up_by_passkey  00000000
book_room                 -0------
cancel_operation          0-------
cancel_payout             ----0---
cancel_slot               -00-00--
carry_over                ----0---
change_companions         -0------
change_operation_number   0-------
change_pool               --0-----
change_shelter            --0-----
close_beds                --0-----
confirm_code              yyyyyyyy
confirm_payee             ----0---
confirm_payout            ----0---
confirm_referral          --00----
confirm_refusal           ----0---
contribute                ----0---
count_vouchers            -0000---
cover_overrun             ----0---
create_envelope           ----y---
create_shelter            --y-----
decide_override           -----0--
declare_carrier           -y--y---
declare_pledge            -yy-yy--
decline_referral          --00----
decline_request           ----0---
decline_transfer          -0------
draw_trip                 -0------
draw_voucher              -0--0---
end_access                00000000
end_agreement             0-0-----
end_code                  yyyyyyyy
end_other_sessions        yyyyyyyy
end_passkey               00000000
end_payee                 ----0---
end_push_device           -00000--
end_series                -0------
end_session               00000000
end_share                 -0------
end_stay                  --00----
end_tablet                --0-----
end_vetting               -----0--
end_week                  -00-00--
enrol_tablet              ********
enter_anonymisation       -----y-y
enter_incident            -----y-y
enter_incident_again      -----0-0
enter_sheet               --00----
exclude_place             -0------
extend_referral           --00----
extend_stay               --00----
file_unmet_need           -0------
give_consent              -0------
give_pin                  --0-----
hand_over                 0-------
hear_stripe               ********
hear_text                 ********
hear_text_status          ********
hold_places               0-------
invite_payee              ----y---
keep_together             -----0--
launch_operation          0-------
lift_exclusion            -0------
link_placement            -0------
list_agreements           y-y-----
list_alerts               yyy-yyyy
list_anonymisations       -----y-y
list_answers              --0-----
list_approver_limits      ----y---
list_arrival_points       -0------
list_arrivals             --00----
list_askings              -yyyyy--
list_beds                 --00----
list_book_entries         ----y-0-
list_carriers             -y--y---
list_cases                -y------
list_closings             ----y---
list_companions           -y------
list_contacts             yy------
list_corrections          ----y---
list_counts               --00----
list_credentials          yyyyyyyy
list_departures           --00----
list_duty_phones          -yy-yy--
list_duty_rules           -yy--y--
list_envelopes            ----y---
list_escalations          -yyy-y--
list_expected_arrivals    --yy----
list_funders              ----y---
list_funds                -y------
list_hand_over_arrivals   -0------
list_hand_overs           -y------
list_hotel_nights         --y-----
list_incidents            -----y-y
list_invitations          yyy-yyyy
list_lawyers              -y---y--
list_links                -y------
list_members              yyyyyyyy
list_moves                -y------
list_networks             yyy-yyyy
list_nights               --00----
list_onboardings          ----y---
list_operations           y-------
list_orphan_cases         -y------
list_others               -----y--
list_overrides            -----y--
list_owed_receipts        -y--y---
list_own_pledges          -yy-yy--
list_payees               ----y---
list_payees_of_fund       -y------
list_payouts              ----y---
list_places_instead       -000-0--
list_pledges              -yyyyy--
list_policies             ----y---
list_proposals            yyy-yyyy
list_push_devices         -yyyyy--
list_rails                ----y---
list_receipt_pictures     -0--0---
list_reconciliations      ----y-y-
list_referrals            -y------
list_reminders            -y------
list_requests             -y--y---
list_retention_periods    yyyyyyyy
list_returns              -0--0---
list_reveals              --0-----
list_reviews              ----y---
list_rooms                -0------
list_rosters              -yyyyy--
list_series               -0--0---
list_sessions             yyyyyyyy
list_shares               -0------
list_shelter_requests     --yy----
list_shelters             --yy----
list_stays                --00----
list_steps                -0------
list_tablets              --y-----
list_tasks                -y------
list_terms                yyyyyyyy
list_transfers_to_answer  -y------
list_unmet_needs          -----y--
list_voucher_places       -y--y---
list_vouchers             ----y---
list_waiting              -----y--
load_pledges              -yy-yy--
load_voucher_sheet        ----y---
load_vouchers             ----y---
look_at_onboarding        -yy-----
make_referral             -0------
make_roster               -y0-yy--
mark_return_step          -0------
mark_step                 -0------
meet_condition            -0--0---
name_co_pivot             -0------
name_pivot                0-------
note_duty                 -0------
note_offer_again          -0------
note_other                -yy-y---
note_receipt              -0------
note_self_call            --00----
note_turning_eighteen     -0------
offer_slot                -00000--
offer_tablet              --y-----
open_case                 -y------
overturn_refusal          ----0---
pay_otherwise             ----0---
plan_slot                 -00-00--
postpone_operation        0-------
preview_closure           --0-----
propose_access            000-0000
propose_accreditation     -------0
propose_agreement         --0-----
propose_approver_limit    ----0---
propose_carriers          -y--y---
propose_closing           ----y---
propose_correction        ----0---
propose_erasure           -0------
propose_invitation        000-0000
propose_joining           000-0000
propose_leaving           000-0000
propose_network           -------y
propose_organisation      -------0
propose_payee             ----y---
propose_places            0-------
propose_police_budget     -------0
propose_police_members    -------0
propose_policy            ----y---
propose_rail              ----y---
propose_retention         -------y
propose_root_rotation     -------y
propose_term              -------0
prove_by_code             00000000
prove_by_passkey          00000000
prove_consistency         ------0-
prove_inclusion           ------0-
publish_arrival_point     --00----
raise_safety_alert        --0-----
read_agreement_review     --0-----
read_annual_report        -----0y-
read_annual_table         -----0y-
read_approvals            ----y---
read_case                 -0------
read_case_copy            -0------
read_case_erasure         -0------
read_case_history         -0------
read_checkpoint           ------0-
read_code_book            ********
read_coverage             -y------
read_disclosure           -----0--
read_emergency_door       -0------
read_envelope             ----0---
read_envelope_statement   ----0-0-
read_funded               ----y---
read_general_ledger       ----y-0-
read_limits               yyyyyyyy
read_me                   yyyyyyyy
read_operation            0-------
read_operation_counts     -----yy-
read_own_address          xx00xxxx
read_own_onboarding       -00-----
read_pledge_file          -yy-yy--
read_proposal             0-------
read_queue                ----y---
read_reconciliation       ----0-0-
read_record               yyy-y-y-
read_referral             -0------
read_request              -0--0---
read_review_figures       ----y---
read_shared               --0-----
read_sheet                --00----
read_shelter              --00----
read_slip                 -0--0---
read_statement            ----0---
read_statement_table      ----0---
read_step_up              00000000
read_trial_balance        ----y-0-
read_voucher_stock        -yyyy---
read_workload             -y------
record_arrival            0000----
record_count              --00----
record_departure          --00----
record_referral_arrival   --00----
refer_with_journey        -0------
refresh_tokens            ********
refuse_at_door            -000----
register_first_passkey    xxxxxxxx
register_passkey          yyyyyyyy
register_push_device      -yyyyy--
release_operation         -----0--
release_payout            ----0---
remove_address            xx0xxxxx
remove_receipt_picture    -0--0---
renew_carrier             -0--0---
renew_invitation          000-0000
renew_recovery_codes      yyyyyyyy
reopen_bed                --0-----
reopen_case               -0------
repeat_weekly             -00-00--
rest_case                 -0------
restore_right             ----0---
resume_agreement          0-0-----
resume_carrier            -0--0---
retry_payout              ----0---
reveal_address            x0xxxxxx
review_agreement          --0-----
review_decision           ----0---
search_board              -y---y--
seek_lawyer               -0------
self_issue                -0------
set_contact               -0------
set_counting              --0-----
set_stock_threshold       ----0---
set_up_code               yyyyyyyy
set_waiting_urgency       -0------
settle_escalation         -000----
settle_reminder           -0------
settle_waiting            -0------
share_with_shelter        -0------
show_onboarding_link      -yy-----
show_receipt_picture      -0--0---
show_voucher              ----0---
sign_closing              ----0---
sign_correction           ----0---
sign_in_by_code           ********
sign_in_by_passkey        ********
sign_in_by_pin            ********
sign_out                  yyyyyyyy
sign_policy               ----0---
sign_proposal             000-0000
simulate_policy           ----0---
submit_request            -0------
suspend_agreement         0-0-----
suspend_carrier           -0--0---
take_back                 ----0---
take_move                 -0------
take_over_case            -0------
take_pin                  --0-----
take_place_instead        -000-0--
take_proof                ------0-
take_slot                 -00000--
undo_link                 -0------
vet_hotel                 -----0--
void_voucher              ----0---
withdraw_consent          -0------
withdraw_invitation       000-0000
withdraw_open             -0------
withdraw_pledge           -00-00--
withdraw_proposal         000-0000
withdraw_referral         -0------
withdraw_request          -0------
withdraw_transfer         -0------
write_address             xx0xxxxx
write_duty_number         -yy-yy-y
write_duty_phone          -y0-yy--
"""

EVERYBODY = "*" * len(Role)


def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in _LINES.strip().splitlines():
        operation, letters = line.split()
        if (
            operation in found
            or len(letters) != len(Role)
            or (set(letters) - set("-x0y") and letters != EVERYBODY)
        ):
            raise ValueError(line)
        found[operation] = letters
    return MappingProxyType(found)


DOORS = _table()


def letter(operation: str, role: Role) -> str:
    """What the matrix says of this operation for this role. Raises `KeyError` for an operation without a line."""
    return DOORS[operation][list(Role).index(role)]


def inside(operation: str) -> list[Role]:
    """The roles that come in."""
    return [role for role in Role if letter(operation, role) in "0y"]
