"""Provinces and states as ISO 3166-2 regions."""

from collections.abc import Mapping
from typing import Final

_CANADA: Final = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
_UNITED_STATES: Final = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH "
    "NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY"
)

CANADIAN: Final[Mapping[str, str]] = {code: f"CA-{code}" for code in _CANADA.split()}
"""By the letters of the province or territory."""

AMERICAN: Final[Mapping[str, str]] = {code: f"US-{code}" for code in _UNITED_STATES.split()}
"""By the letters of the state, district or territory."""
