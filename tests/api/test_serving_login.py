"""Production serves from a login that owns nothing, and looks at the schema's revision before it does."""

import asyncpg
import pytest

from api.parts import refuse_powerful
from service.settings import SettingsError
from service.store.embedded import Server


@pytest.mark.parametrize(("power", "refused"), [("", False), ("BYPASSRLS", True)])
async def test_only_a_login_that_policies_bind_may_serve(
    server: Server, superuser: asyncpg.Connection, power: str, refused: bool
) -> None:
    """Design section 7: a member of the serving roles may start, and nobody whom row-level security does not bind."""
    database = await superuser.fetchval("SELECT current_database()")
    login = f"serves_{database}"
    await superuser.execute(f"CREATE ROLE {login} LOGIN {power}")
    try:
        await superuser.execute(f"GRANT relais_app, relais_planner, relais_worker TO {login}")
        if refused:
            with pytest.raises(SettingsError, match="row-level security"):
                await refuse_powerful(server.url(database, login))
        else:
            await refuse_powerful(server.url(database, login))
    finally:
        await superuser.execute(f"DROP ROLE {login}")
