"""The room's tables, as the code sees them; a test compares them with the migrations."""

from sqlalchemy import Boolean, Column, Date, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

from service.store.metadata import metadata

MOMENT = TIMESTAMP(timezone=True)

cases = Table(
    "cases",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("code", Text, nullable=False),
    Column("marker", SmallInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("pivot_member_id", UUID, nullable=False),
    Column("backup_member_id", UUID, nullable=False),
    Column("region", Text, nullable=False),
    Column("age_band", Text, nullable=False),
    Column("party", JSONB, nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("forms", ARRAY(Text), nullable=False),
    Column("risk", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_by", UUID, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("last_activity_at", MOMENT, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("case_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("shared_with", UUID),
    Column("given_at", MOMENT, nullable=False),
    Column("collected_by", UUID, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawn_by", UUID),
)

case_access = Table(
    "case_access",
    metadata,
    Column("case_id", UUID, primary_key=True),
    Column("member_id", UUID, primary_key=True),
    Column("organisation_id", UUID, nullable=False),
    Column("owner_organisation_id", UUID, nullable=False),
    Column("given_by", UUID, nullable=False),
    Column("given_at", MOMENT, nullable=False),
    Column("until", MOMENT, nullable=False),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("case_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("added_by", UUID, nullable=False),
    Column("added_at", MOMENT, nullable=False),
    Column("lifted_at", MOMENT),
    Column("lifted_by", UUID),
)

placements = Table(
    "placements",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("case_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("claim_id", UUID, nullable=False),
    Column("options_shown", SmallInteger),
    Column("person_chose", Boolean),
    Column("linked_by", UUID, nullable=False),
    Column("linked_at", MOMENT, nullable=False),
)

duty_reports = Table(
    "duty_reports",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("case_id", UUID, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("done_by", Text),
    Column("done_on", Date),
    Column("reason", Text),
    Column("noted_by", UUID, nullable=False),
    Column("noted_at", MOMENT, nullable=False),
)
