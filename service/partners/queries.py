"""What partners are known by."""

from dataclasses import dataclass

from service.refusals import Language
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Region:
    """A province, a territory or a state (ISO 3166-2), with its main time zone (GEO-01)."""

    code: str
    name_fr: str
    name_en: str
    time_zone: str

    def name(self, language: Language) -> str:
        return self.name_fr if language == "fr" else self.name_en


REGIONS = sql("SELECT code, name_fr, name_en, time_zone FROM regions ORDER BY code")


async def regions(session: Session) -> list[Region]:
    """Every region that Relais knows."""
    return [Region(**row) for row in await session.rows(REGIONS)]
