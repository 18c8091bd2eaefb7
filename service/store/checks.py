"""Invariants of the ground: keys used once, intentions that end, policies that are on."""

from service.checks import Check

CHECKS = (
    Check(
        "every idempotency key has an outcome",
        """
        SELECT format('key of member %s for %s at %s', member_id, operation, created_at)
        FROM idempotency WHERE outcome IS NULL
        """,
        "SELECT count(*) FROM idempotency",
    ),
    Check(
        "intentions of the outbox are done, waiting, or in a human's hands",
        """
        SELECT format('intention %s (%s), done without a time', id, kind) FROM outbox
        WHERE (state = 'done') <> (done_at IS NOT NULL)
        """,
        "SELECT count(*) FROM outbox",
    ),
    Check(
        "row-level security is on for every table that belongs to an organisation",
        """
        SELECT format('table %s', c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname = 'organisation_id' AND NOT a.attisdropped
          AND NOT c.relrowsecurity
        """,
        """
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attname = 'organisation_id' AND NOT a.attisdropped
        """,
    ),
    Check(
        "append-only tables refuse change",
        """
        SELECT format('table %s has no trigger that refuses change', t.name)
        FROM unnest(ARRAY['events', 'transfers', 'decisions', 'counts']) AS t (name)
        WHERE NOT EXISTS (
            SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
            WHERE g.tgrelid = to_regclass('public.' || t.name) AND g.tgenabled = 'O' AND NOT g.tgisinternal
              AND g.tgtype & 2 = 2 AND g.tgtype & 24 > 0)
        """,
        "SELECT 4",
    ),
)
