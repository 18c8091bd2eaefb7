"""The room's tables, as the code sees them; a test compares them with the migrations."""

from sqlalchemy import Boolean, Column, Date, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, JSONB, TIMESTAMP, UUID

from service.store.metadata import metadata

MOMENT = TIMESTAMP(timezone=True)


def _id(name: str = "id") -> Column[UUID[str]]:
    return Column(name, UUID, primary_key=True)


def _organisation(name: str = "organisation_id") -> Column[UUID[str]]:
    return Column(name, UUID, nullable=False)


bed_agreements = Table(
    "bed_agreements",
    metadata,
    _id(),
    _organisation(),
    _organisation("partner_organisation_id"),
    Column("shelter_key", BIGINT, nullable=False),
    Column("places", SmallInteger, nullable=False),
    Column("notice_hours", SmallInteger, nullable=False),
    Column("longest_hold_hours", SmallInteger, nullable=False),
    Column("answer", Text, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("state", Text, nullable=False, server_default="proposed"),
    Column("proposed_by", UUID, nullable=False),
    Column("proposed_at", MOMENT, nullable=False),
    Column("answered_by", UUID),
    Column("answered_at", MOMENT),
    Column("ended_at", MOMENT),
)
"""Two sides: `organisation_id` is the shelter's, `partner_organisation_id` the police service's (OPS-02)."""

operations = Table(
    "operations",
    metadata,
    _id(),
    _organisation(),
    Column("reference", Text, nullable=False),
    Column("window_starts_at", MOMENT, nullable=False),
    Column("window_ends_at", MOMENT, nullable=False),
    Column("nights", SmallInteger, nullable=False, server_default="1"),
    Column("minimum", SmallInteger, nullable=False),
    Column("expected", SmallInteger, nullable=False),
    Column("maximum", SmallInteger, nullable=False),
    Column("areas", JSONB, nullable=False),
    Column("languages", ARRAY(Text), nullable=False, server_default="{}"),
    Column("state", Text, nullable=False, server_default="planned"),
    Column("pivot_organisation_id", UUID),
    Column("pivot_named_at", MOMENT),
    Column("pivot_accepted_at", MOMENT),
    Column("handed_over", SmallInteger),
    Column("handed_over_at", MOMENT),
    Column("created_at", MOMENT, nullable=False),
    Column("closed_at", MOMENT),
    Column("not_placed", JSONB, nullable=False, server_default="[]"),
    Column("arranged_at", MOMENT),
    Column("version", Integer, nullable=False, server_default="1"),
)

operation_members = Table(
    "operation_members",
    metadata,
    _id("operation_id"),
    _organisation(),
    _id("member_id"),
    Column("part", Text, nullable=False),
)
"""The named investigators and the one supervisor: nobody else sees the operation (OPS-11)."""

places = Table(
    "places",
    metadata,
    _id(),
    Column("operation_id", UUID, nullable=False),
    _organisation(),
    Column("number", SmallInteger, nullable=False),
    Column("gender", Text, nullable=False),
    Column("age_band", Text, nullable=False),
    Column("label", Text),
    Column("family", UUID),
    Column("alone", Boolean, nullable=False, server_default="false"),
    Column("withdrawn_at", MOMENT),
    Column("arrived_at", MOMENT),
    Column("arrived_shelter_key", BIGINT),
)

feasibility_questions = Table(
    "feasibility_questions",
    metadata,
    _id(),
    _organisation(),
    Column("member_id", UUID, nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("picture_at", MOMENT, nullable=False),
    Column("people", SmallInteger, nullable=False),
    Column("possible", SmallInteger, nullable=False),
    Column("by_agreement", SmallInteger, nullable=False),
    Column("on_request", SmallInteger, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    _id(),
    Column("operation_id", UUID, nullable=False),
    _organisation(),
    _organisation("coordination_organisation_id"),
    Column("place_id", UUID, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("shelter_key", BIGINT),
    Column("asked_by", UUID, nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("decided_by", UUID),
    Column("decided_at", MOMENT),
    Column("reason", Text),
)

operation_requests = Table(
    "operation_requests",
    metadata,
    _id(),
    Column("code", Text, nullable=False),
    Column("operation_id", UUID, nullable=False),
    _organisation("shelter_organisation_id"),
    Column("shelter_key", BIGINT, nullable=False),
    Column("state", Text, nullable=False, server_default="requested"),
    Column("places", SmallInteger, nullable=False),
    Column("accepted", SmallInteger, nullable=False, server_default="0"),
    Column("asked_at", MOMENT, nullable=False),
    Column("answer_by", MOMENT, nullable=False),
    Column("answered_at", MOMENT),
    Column("answered_by", UUID),
    Column("decline_reason", Text),
)

request_places = Table(
    "request_places",
    metadata,
    _id("request_id"),
    _id("place_id"),
    Column("pool_key", BIGINT, nullable=False),
    Column("agreement_id", UUID),
    Column("number", SmallInteger, nullable=False),
)

reservations = Table(
    "reservations",
    metadata,
    _id("place_id"),
    Column("shelter_key", BIGINT, primary_key=True, autoincrement=False),
    Column("operation_id", UUID, nullable=False),
    _organisation(),
    Column("agreement_id", UUID),
    Column("request_id", UUID),
    Column("made_at", MOMENT, nullable=False),
)
"""Read by nobody directly: which place was promised which shelter, and how."""

held_nights = Table(
    "held_nights",
    metadata,
    _id("operation_id"),
    _id("agreement_id"),
    Column("held", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("counted_at", MOMENT, nullable=False),
)

arrival_points = Table(
    "arrival_points",
    metadata,
    _id(),
    _organisation(),
    Column("shelter_key", BIGINT, nullable=False),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("words", Text, nullable=False),
    Column("published_by", UUID, nullable=False),
    Column("published_at", MOMENT, nullable=False),
)
"""Where to bring people, in words, for one window (SAF-13)."""
