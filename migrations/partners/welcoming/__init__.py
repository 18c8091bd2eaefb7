"""What a first run needs, and what an auditor begins with."""

from migrations.partners.welcoming import setup, standing

PARTS: tuple[str, ...] = (setup.SQL, standing.SQL)
