"""Sign-in: sessions and the proofs of an action first; what they are proven with after."""

from migrations.partners.sign_in import sessions, step_ups

PARTS: tuple[str, ...] = (sessions.SQL, step_ups.SQL)
