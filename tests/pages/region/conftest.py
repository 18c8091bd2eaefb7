"""A coordination's people at their browsers, with scenario A or a circle of people around one case."""

from tests.pages.investigator.conftest import Hands, hands, stage
from tests.service.cases.sharing.conftest import circle
from tests.service.fund.conftest import fund

__all__ = ["Hands", "circle", "fund", "hands", "stage"]
