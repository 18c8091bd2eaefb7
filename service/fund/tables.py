"""The room's tables, as the code sees them; a test compares them with the migrations."""

from sqlalchemy import Column, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, JSONB, TIMESTAMP, UUID

from service.store.metadata import metadata

MOMENT = TIMESTAMP(timezone=True)

envelopes = Table(
    "envelopes",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("funder", Text, nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
    Column("categories", ARRAY(Text), nullable=False),
    Column("currency", Text, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("low_cents", BIGINT),
    Column("created_by", UUID, nullable=False),
    Column("created_at", MOMENT, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("in_force_from", MOMENT, nullable=False),
    Column("one_person_up_to_cents", BIGINT, nullable=False),
    Column("automatic_up_to_cents", BIGINT, nullable=False),
    Column("self_issue_up_to_cents", BIGINT, nullable=False),
    Column("payer_differs_above_cents", BIGINT, nullable=False),
    Column("proposed_by", UUID, nullable=False),
    Column("proposed_at", MOMENT, nullable=False),
)

policy_signatures = Table(
    "policy_signatures",
    metadata,
    Column("policy_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("member_id", UUID, primary_key=True),
    Column("signed_at", MOMENT, nullable=False),
)

payees = Table(
    "payees",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("region", Text),
    Column("partner_organisation_id", UUID),
    Column("rail", Text, nullable=False),
    Column("account", Text),
    Column("proposed_by", UUID, nullable=False),
    Column("proposed_at", MOMENT, nullable=False),
    Column("confirmed_by", UUID),
    Column("usable_from", MOMENT),
    Column("ended_at", MOMENT),
)

fund_requests = Table(
    "fund_requests",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("code", Text, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("envelope_id", UUID),
    Column("region", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("attested", ARRAY(Text), nullable=False),
    Column("people", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("requested_by", UUID, nullable=False),
    Column("submitted_at", MOMENT, nullable=False),
    Column("decide_by", MOMENT, nullable=False),
)

request_cases = Table(
    "request_cases",
    metadata,
    Column("request_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("case_id", UUID, nullable=False),
)

request_lines = Table(
    "request_lines",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("request_id", UUID, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("category", Text, nullable=False),
    Column("amount_cents", BIGINT, nullable=False),
    Column("currency", Text, nullable=False),
    Column("units", SmallInteger, nullable=False),
    Column("payment", Text, nullable=False),
    Column("payee_id", UUID),
    Column("needed_by", MOMENT, nullable=False),
    Column("travel_reason", Text),
    Column("description", Text),
    Column("reason", Text),
    Column("state", Text, nullable=False),
    Column("decline_code", Text),
    Column("approved_cents", BIGINT, nullable=False),
    Column("paid_cents", BIGINT, nullable=False),
    Column("returned_cents", BIGINT, nullable=False),
    Column("submitted_at", MOMENT, nullable=False),
    Column("decided_at", MOMENT),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("request_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("policy_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("signers_required", SmallInteger, nullable=False),
    Column("total_24h_cents", BIGINT, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("review_by", MOMENT),
    Column("made_by", UUID),
    Column("made_at", MOMENT, nullable=False),
)

decision_lines = Table(
    "decision_lines",
    metadata,
    Column("decision_id", UUID, primary_key=True),
    Column("line_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("amount_cents", BIGINT, nullable=False),
    Column("code", Text),
)

signatures = Table(
    "signatures",
    metadata,
    Column("decision_id", UUID, primary_key=True),
    Column("member_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("role", Text, nullable=False),
    Column("signed_at", MOMENT, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("key", BIGINT, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("envelope_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("debits_pending", BIGINT, nullable=False),
    Column("credits_pending", BIGINT, nullable=False),
    Column("debits_posted", BIGINT, nullable=False),
    Column("credits_posted", BIGINT, nullable=False),
    Column("available", BIGINT, nullable=False),
)

transfers = Table(
    "transfers",
    metadata,
    Column("key", BIGINT, primary_key=True),
    Column("id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("debit_key", BIGINT, nullable=False),
    Column("credit_key", BIGINT, nullable=False),
    Column("amount_cents", BIGINT, nullable=False),
    Column("currency", Text, nullable=False),
    Column("pending_id", UUID),
    Column("decision_id", UUID),
    Column("line_id", UUID),
    Column("made_by", UUID),
    Column("made_at", MOMENT, nullable=False),
)

earmarks = Table(
    "earmarks",
    metadata,
    Column("transfer_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("open_cents", BIGINT, nullable=False),
)

payout_intents = Table(
    "payout_intents",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("asking_organisation_id", UUID, nullable=False),
    Column("line_id", UUID, nullable=False),
    Column("decision_id", UUID, nullable=False),
    Column("earmark_id", UUID, nullable=False),
    Column("payee_id", UUID),
    Column("rail", Text, nullable=False),
    Column("amount_cents", BIGINT, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", SmallInteger, nullable=False),
    Column("reference", Text),
    Column("problem", Text),
    Column("confirmed_cents", BIGINT),
    Column("returned_cents", BIGINT, nullable=False),
    Column("released_by", UUID),
    Column("paid_by", UUID),
    Column("created_at", MOMENT, nullable=False),
    Column("sent_at", MOMENT),
    Column("confirmed_at", MOMENT),
    Column("version", Integer, nullable=False),
)

rail_events = Table(
    "rail_events",
    metadata,
    Column("rail", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("organisation_id", UUID),
    Column("intent_id", UUID),
    Column("kind", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("amount_cents", BIGINT, nullable=False),
    Column("returned_cents", BIGINT, nullable=False),
    Column("happened_at", MOMENT, nullable=False),
    Column("received_at", MOMENT, nullable=False),
    Column("applied_at", MOMENT),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("line_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("fund_organisation_id", UUID, nullable=False),
    Column("spent_cents", BIGINT, nullable=False),
    Column("noted_by", UUID, nullable=False),
    Column("noted_at", MOMENT, nullable=False),
)
