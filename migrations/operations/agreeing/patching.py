"""A function of an earlier revision, with these words changed and nothing else, whatever revision wrote it last."""


def patched(signature: str, *changes: tuple[str, str]) -> str:
    """SQL that changes each old text, which must stand there exactly once. Owner and grants stay as they are."""
    steps = "".join(
        f"""
    IF length(body) - length(replace(body, $old${old}$old$, '')) <> length($old${old}$old$) THEN
        RAISE EXCEPTION '{signature} is written in another way';
    END IF;
    body := replace(body, $old${old}$old$, $new${new}$new$);"""
        for old, new in changes
    )
    return f"""
DO $patch$
DECLARE body text := pg_get_functiondef('relais.{signature}'::regprocedure);
BEGIN{steps}
    EXECUTE body;
END $patch$;
"""
