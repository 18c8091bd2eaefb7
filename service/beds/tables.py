"""The room's tables, as the code sees them; a test compares them with the migrations."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID

from service.store.metadata import metadata

MOMENT = TIMESTAMP(timezone=True)
RANDOM = text("gen_random_uuid()")
NOW = text("relais.now()")


def _key() -> Column[int]:
    return Column("key", BigInteger, Identity(always=False), primary_key=True)


def _id(*, primary: bool = False) -> Column[UUID[str]]:
    return Column(
        "id", UUID, server_default=RANDOM, nullable=False, primary_key=primary, unique=not primary or None
    )


shelters = Table(
    "shelters",
    metadata,
    _key(),
    _id(),
    Column("organisation_id", UUID, ForeignKey("organisations.id"), nullable=False),
    Column("source_code", Text),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("turnover_hour", SmallInteger, nullable=False, server_default="12"),
    Column("security_level", Text, nullable=False, server_default="standard"),
    Column("languages", ARRAY(Text), nullable=False, server_default="{}"),
    Column("published", Boolean, nullable=False, server_default="false"),
    Column("available_until", MOMENT),
    Column("vetted_on", Date),
    Column("vetted_by", UUID),
    Column("min_nights", Integer, nullable=False, server_default="1"),
    Column("max_nights", Integer),
    Column("fresh_for_minutes", Integer, nullable=False, server_default="240"),
    Column("counted_at", MOMENT),
    Column("count_source", Text),
    Column("asked_at", MOMENT),
    Column("profile", JSONB, nullable=False, server_default="{}"),
    Column("required", Integer, Computed("relais.required_criteria(profile)"), nullable=False),
    Column("flexible", Integer, Computed("relais.flexible_criteria(profile)"), nullable=False),
    Column("offers", Integer, Computed("relais.offers(profile)"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
)

pools = Table(
    "pools",
    metadata,
    _key(),
    _id(),
    Column("shelter_key", BigInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("sleeps", SmallInteger, nullable=False, server_default="1"),
    Column("private", Boolean, nullable=False, server_default="false"),
    Column("family_unit", Boolean, nullable=False, server_default="false"),
    Column("set_aside_for_trafficking", Boolean, nullable=False, server_default="false"),
    Column("accepts_genders", ARRAY(Text), nullable=False),
    Column("min_age", SmallInteger),
    Column("max_age", SmallInteger),
    Column("wheelchair", Text, nullable=False, server_default="not_stated"),
)

beds = Table(
    "beds",
    metadata,
    _key(),
    _id(),
    Column("pool_key", BigInteger, nullable=False),
    Column("shelter_key", BigInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("label", Text, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default="true"),
)

claims = Table(
    "claims",
    metadata,
    _key(),
    _id(),
    Column("bed_key", BigInteger, nullable=False),
    Column("pool_key", BigInteger, nullable=False),
    Column("shelter_key", BigInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="live"),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("lapses_at", MOMENT),
    Column("holder_organisation_id", UUID),
    Column("referral_id", UUID),
    Column("place_id", UUID),
    Column("anonymous", Boolean, nullable=False, server_default="false"),
    Column("made_at", MOMENT, nullable=False, server_default=NOW),
    Column("ended_at", MOMENT),
)

counts = Table(
    "counts",
    metadata,
    _id(primary=True),
    Column("shelter_key", BigInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("pool_key", BigInteger),
    Column("free", Integer, nullable=False),
    Column("looked_at", MOMENT, nullable=False),
    Column("recorded_at", MOMENT, nullable=False, server_default=NOW),
    Column("source", Text, nullable=False),
    Column("member_id", UUID),
    Column("applied", Boolean, nullable=False),
    Column("unexplained", Integer, nullable=False, server_default="0"),
)

availability = Table(
    "availability",
    metadata,
    Column("pool_key", BigInteger, ForeignKey("pools.key"), primary_key=True, autoincrement=False),
    Column("shelter_key", BigInteger, nullable=False),
    Column("organisation_id", UUID, nullable=False),
    Column("region", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("available_until", MOMENT),
    Column("vetted", Boolean, nullable=False),
    Column("security", SmallInteger, nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("genders", SmallInteger, nullable=False),
    Column("age_bands", SmallInteger, nullable=False),
    Column("sleeps", SmallInteger, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("family_unit", Boolean, nullable=False),
    Column("set_aside", Boolean, nullable=False),
    Column("required", Integer, nullable=False),
    Column("flexible", Integer, nullable=False),
    Column("offers", Integer, nullable=False),
    Column("min_nights", Integer, nullable=False),
    Column("max_nights", Integer),
    Column("counted_at", MOMENT, nullable=False),
    Column("beds", Integer, nullable=False, server_default="0"),
    Column("free", Integer, nullable=False, server_default="0"),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("closed", Integer, nullable=False, server_default="0"),
    Column("booked_later", Boolean, nullable=False, server_default="false"),
    Column("next_change_at", MOMENT),
)

referrals = Table(
    "referrals",
    metadata,
    _id(primary=True),
    Column("code", Text, nullable=False),
    Column("organisation_id", UUID, ForeignKey("organisations.id"), nullable=False),
    Column("shelter_organisation_id", UUID, nullable=False),
    Column("shelter_key", BigInteger, nullable=False),
    Column("pool_key", BigInteger),
    Column("beds", SmallInteger, nullable=False),
    Column("party", JSONB, nullable=False),
    Column("nights", Integer, nullable=False),
    Column("expected_at", MOMENT, nullable=False),
    Column("set_aside", Boolean, nullable=False, server_default="false"),
    Column("by_worker", Boolean, nullable=False, server_default="true"),
    Column("options_shown", SmallInteger),
    Column("person_chose", Boolean, nullable=False, server_default="false"),
    Column("need_digest", LargeBinary),
    Column("need_region", Text),
    Column("need_day", Date),
    Column("low_security_reason", Text),
    Column("state", Text, nullable=False),
    Column("answer_by", MOMENT),
    Column("held_until", MOMENT),
    Column("decline_reason", Text),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Column("answered_at", MOMENT),
    Column("arrived_at", MOMENT),
    Column("left_at", MOMENT),
    Column("version", Integer, nullable=False, server_default="1"),
)

refusals_by_month = Table(
    "refusals_by_month",
    metadata,
    Column("organisation_id", UUID, nullable=False),
    Column("shelter_key", BigInteger, ForeignKey("shelters.key"), primary_key=True, autoincrement=False),
    Column("month", Date, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("count", Integer, nullable=False, server_default="1"),
)

unmet_needs = Table(
    "unmet_needs",
    metadata,
    _id(primary=True),
    Column("organisation_id", UUID, ForeignKey("organisations.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("case_digest", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("people", SmallInteger, nullable=False),
    Column("recorded_at", MOMENT, nullable=False, server_default=NOW),
)

escalations = Table(
    "escalations",
    metadata,
    _id(primary=True),
    Column("organisation_id", UUID, nullable=False),
    Column("shelter_organisation_id", UUID, nullable=False),
    Column("shelter_key", BigInteger, nullable=False),
    Column("claim_id", UUID, ForeignKey("claims.id"), nullable=False),
    Column("referral_id", UUID),
    Column("place_id", UUID),
    Column("cause", Text, nullable=False),
    Column("raised_at", MOMENT, nullable=False, server_default=NOW),
    Column("settled_at", MOMENT),
    Column("settled_by", UUID),
)
