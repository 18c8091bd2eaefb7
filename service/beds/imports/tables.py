"""What came from which public file (revision 0007)."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

from service.store.metadata import metadata

imported_organisations = Table(
    "imported_organisations",
    metadata,
    Column("source", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("name_key", Text, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
)

imported_shelters = Table(
    "imported_shelters",
    metadata,
    Column("source", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("shelter_key", BigInteger, ForeignKey("shelters.key"), nullable=False, unique=True),
    Column("digest", LargeBinary),
    Column("as_of", TIMESTAMP(timezone=True)),
)
