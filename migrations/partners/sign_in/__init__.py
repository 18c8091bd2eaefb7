"""Sign-in: sessions and the proofs of an action first; what they are proven with after."""

from migrations.partners.sign_in import attempts, codes, kept_forms, passkeys, sessions, step_ups, tablets

PARTS: tuple[str, ...] = (
    sessions.SQL,
    step_ups.SQL,
    passkeys.SQL,
    codes.SQL,
    tablets.SQL,
    attempts.SQL,
    kept_forms.SQL,
)
