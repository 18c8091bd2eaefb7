"""Which columns hold text that is not sealed, and why: a new one is entered here, or sealed (CNF-11)."""

import asyncpg

STAYS = {
    "codes and words of Relais itself, which nobody types": """
        accounts.currency decision_lines.code envelopes.categories envelopes.currency events.name events.role
        fund_requests.attested idempotency.operation imported_organisations.source imported_shelters.source
        invitations.roles outbox.kind outbox.last_problem outbox.leased_by payout_intents.currency
        payout_intents.problem rail_events.kind rail_events.rail request_lines.currency shelter_addresses.kind
        published_cells.dimension published_cells.shown published_cells.value slips.value
        step_ups.command tellings.topic transfers.currency vouchers.currency availability.kind pictured_pools.kind
        pictured_pools.agreed_answer sessions.device trail_checkpoints.note idempotency.key
    """,
    "what an organisation agreed with a carrier, of no case, screened; a role answers, nobody's name": """
        carrier_agreements.carrier carrier_agreements.how carrier_agreements.reference
    """,
    "regions, time zones and languages, by their standards": """
        carrier_agreements.regions_from carrier_agreements.regions_to
        availability.languages availability.region cases.languages cases.region envelopes.regions
        fund_requests.region imported_organisations.region operations.areas operations.languages
        organisations.regions payees.region pictured_pools.languages pictured_pools.region pictured_pools.time_zone
        police_pictures.region referrals.need_region regions.code regions.name_en regions.name_fr regions.time_zone
        shelters.languages shelters.time_zone tellings.region unmet_needs.region askings.region rosters.time_zone
        case_handovers.to_region other_words.region waiting_needs.region published_cells.region
        slips.region pledges.regions pledges.languages
        policies.region
    """,
    "names by which partners know each other and their things, and which searches sort by": """
        beds.label envelopes.funder envelopes.name funders.name imported_organisations.name_key
        imported_shelters.source_key
        invitations.email members.email networks.name organisations.name passkeys.name payees.name pools.name
        shelters.name shelters.source_code tablets.name
    """,
    "a city, never a street: the board and a case's exclusions are matched by it": """
        availability.city exclusions.value pictured_pools.city shelters.city
    """,
    "a language by its code, and the short name of a dialect, screened at the door": """
        referrals.interpreter
    """,
    "a class of data, by the name that the schema lists": """
        retention_periods.class
    """,
    "counts, bands and choices from closed lists, without a place for words": """
        agreement_reviews.declined cases.party referrals.party decisions.answer decisions.question decisions.reasons
        operations.not_placed
        operation_proposals.not_placed
    """,
    "what a house says of itself to every partner, screened; what a fund's rules are": """
        policies.document shelters.profile
    """,
    "what an organisation promises on which conditions, from closed lists; the public line open at any hour": """
        pledges.conditions open_lines.name_en open_lines.name_fr open_lines.source
    """,
    "what a province's law is called and who answers there; what no list foresaw, screened, of no case and no day": """
        duty_rules.law_fr duty_rules.law_en duty_rules.whom_fr duty_rules.whom_en duty_rules.particular_fr
        duty_rules.particular_en duty_rules.source other_words.words
    """,
    "the words of a network's screens, of nobody, screened": """
        network_terms.en network_terms.fr
    """,
    "codes, ids and cents: what a rail lists beside what the ledger holds": """
        reconciliations.differences
    """,
    "ids and codes for whoever carries it out; the drill on the dump looks into them": """
        idempotency.outcome outbox.payload proposals.content proposals.was
    """,
    "ids by which the provider of texts knows them": """
        texts_heard.provider_id texts_sent.provider_id
    """,
    "the number of a cheque or a transfer, which the bank has too": """
        payout_intents.reference payout_intents.found_reference rail_events.event_id rail_events.provider_id
    """,
}
OPEN = """
    SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype)
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
            AND k.conkey = ARRAY[a.attnum] AND pg_get_constraintdef(k.oid) ~ '(ARRAY\\[| ~ )')
"""


async def test_every_text_in_clear_has_its_reason(superuser: asyncpg.Connection) -> None:
    """CNF-11, IMM-05: a column that takes any text is sealed, or stands above with why it need not be."""
    found = {row["name"] for row in await superuser.fetch(OPEN)}
    known = {name for names in STAYS.values() for name in names.split()}
    assert found - known == set()
    assert known - found == set()


SEALED = {
    "anonymisations.sealed",
    "arrival_points.sealed",
    "duty_phones.sealed",
    "incidents.sealed",
    "organisations.duty_number",
    "overrides.reason",
    "push_devices.sealed",
    "request_lines.description",
    "request_lines.reason",
    "shelter_addresses.line_sealed",
    "shelter_addresses.sealed",
    "vouchers.sealed",
    "waivers.reason",
}


async def test_what_is_sealed_is_bytes(superuser: asyncpg.Connection) -> None:
    """SAF-01, SAF-09, SAF-13, FND-08: there is no place beside them where the same could stand in clear."""
    rows = await superuser.fetch(
        """
        SELECT table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'bytea'
        """
    )
    assert SEALED - {row["name"] for row in rows} == set()
