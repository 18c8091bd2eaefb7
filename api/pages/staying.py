"""What stays alive when an access ends, as a page says it (PIV-03)."""

from dataclasses import asdict

from api.pages.frame import said
from service.partners.members.commands import WhatStaysAlive
from service.refusals import Language


def staying(outcome: WhatStaysAlive, language: Language) -> list[str]:
    """One line for each thing that goes on; what one may not know, or is none, has no line."""
    counts = {name: count for name, count in asdict(outcome).items() if count}
    return [said(language, f"ended.{name}", count=count) for name, count in counts.items()]
