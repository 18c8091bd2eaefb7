"""Tomorrow's version of Relais: today's code, and one more migration that grows the busiest tables."""

import shutil
from pathlib import Path

from service.store.revisions import newest_revision
from tests.deployment.fleet import CODE

REVISION = "9000_tomorrow"
GROWS = ("fund_requests", "request_lines", "outbox", "payout_intents", "transfers", "members", "events")
MIGRATION = f'''
"""What tomorrow needs."""

from migrations import script

revision = "{REVISION}"
down_revision = "{{before}}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in {GROWS}:
        script(f"ALTER TABLE {{{{table}}}} ADD COLUMN tomorrow integer NOT NULL DEFAULT 0")
    script("CREATE TABLE tomorrow (id uuid PRIMARY KEY); GRANT SELECT ON tomorrow TO relais_app")
'''


def tomorrow(folder: Path) -> Path:
    """The folder of its code."""
    for part in ("api", "service", "jobs", "migrations"):
        shutil.copytree(CODE / part, folder / part)
    file = folder / "migrations" / "versions" / f"{REVISION}.py"
    file.write_text(MIGRATION.format(before=newest_revision()), encoding="utf-8")
    return folder
