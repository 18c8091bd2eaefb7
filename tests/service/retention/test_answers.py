"""What was answered about an erased case is told to nobody again, and is not done a second time."""

from pathlib import Path

import asyncpg

from service.keys.erasures import Register, replay
from tests.service.retention.conftest import Erasing
from tests.service.retention.test_cases import owner, whole

__all__ = ["owner"]


async def test_an_answer_that_was_kept_goes_with_its_case(
    erasing: Erasing, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    """CNF-11: a phone sends the opening of a case once more, within the day: while the case is there it is answered as
    the first time; once it is erased nothing tells its code, and no second case is opened."""
    circle, town = erasing.circle, erasing.circle.town
    body = {
        "region": "CA-ON",
        "age_band": "25+",
        "party": {"gender": "woman"},
        "consents": [{"scope": "bed"}],
        "backup_member_id": str(circle.backup),
        "limits_shown": 1,
    }
    opened = await town.post(circle.pivot, "/cases", body, key="opening")
    assert opened.status_code == 201, opened.text
    assert (await town.post(circle.pivot, "/cases", body, key="opening")).json() == opened.json()
    register = Register(tmp_path / "copy", erasing.keyring)
    register.register("case", opened.json()["id"], "asked", town.clock.now())
    kept = "SELECT count(*) FROM idempotency"
    keys = await erasing.db.fetchval(kept)
    assert (await replay(owner, register)).erased == 1
    again = await town.post(circle.pivot, "/cases", body, key="opening")
    assert (again.status_code, again.json()["type"]) == (404, "/problems/not_found")
    assert await erasing.db.fetchval(kept) == keys
    assert f'"{opened.json()["code"]}"' not in await whole(erasing.db)
    assert await erasing.db.fetchval("SELECT count(*) FROM cases") == 1
    assert await erasing.wrong() == []
