"""Invariants of the vault: what is sealed has its key, under its own root, and nothing is under a retired root key."""

from typing import Final

from service.checks import Check

SEALED: Final = {
    "anonymisations": {"sealed": "financial"},
    "arrival_points": {"sealed": "care"},
    "codes": {"secret": "care"},
    "duty_phones": {"sealed": "care"},
    "incidents": {"sealed": "financial"},
    "organisations": {"duty_number": "care"},
    "overrides": {"reason": "care"},
    "push_devices": {"sealed": "care"},
    "receipt_pictures": {"sealed": "financial"},
    "repatriations": {"sealed": "care"},
    "request_lines": {"description": "financial", "reason": "care"},
    "shelter_addresses": {"line_sealed": "care", "sealed": "care"},
    "vouchers": {"sealed": "financial"},
    "waivers": {"reason": "financial"},
}
"""Tables with their sealed columns, and the root that opens each (`service.keys.secrets`)."""
_EACH: Final = " UNION ALL ".join(
    f"SELECT '{table}.{column}' AS place, '{root}' AS root, t.{column} AS sealed FROM {table} t"  # noqa: S608
    f" WHERE t.{column} IS NOT NULL"
    for table, columns in SEALED.items()
    for column, root in columns.items()
)

CHECKS = (
    Check(
        "every sealed text has its key in the vault, or an erasure on record",
        f"""
        SELECT format('%s: a text without its key', s.place) FROM ({_EACH}) s
        WHERE length(s.sealed) < 45 OR get_byte(s.sealed, 0) <> 1 OR NOT EXISTS (
            SELECT FROM vault.data_keys k WHERE k.root = s.root AND uuid_send(k.id) = substring(s.sealed FROM 2 FOR 16))
        """,  # noqa: S608  # only constants of this module
        f"SELECT count(*) FROM ({_EACH}) s",  # noqa: S608
    ),
    Check(
        "nothing is wrapped under a retired root key",
        """
        SELECT format('data key %s under %s', k.id, k.root_key_id)
        FROM vault.data_keys k JOIN vault.retired_roots r USING (root_key_id) WHERE k.wrapped IS NOT NULL
        """,
        "SELECT count(*) FROM vault.data_keys",
    ),
    Check(
        "a rotating safe house has no address",
        """
        SELECT format('shelter %s', s.id) FROM shelter_addresses a JOIN shelters s ON s.key = a.shelter_key
        WHERE s.kind = 'safe_house_rotating'
        """,
        "SELECT count(*) FROM shelter_addresses",
    ),
)
