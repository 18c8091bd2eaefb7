"""Scenario B: a woman is brought from one province to another, and has to move again (requirements, section 22).

Fort McMurray and Québec are the two ends of a route that the sources name (GEO-03).

Some steps of the fund are not built yet: they are played as far as they go, and say that they did not hold.
"""

from api.demo.scenarios.transfer import arrival, choice, court, money, second_move
from api.demo.scenarios.transfer.story import SCRIPT

PARTS = (choice, money, arrival, second_move, court)
"""Importing a part adds its steps."""

__all__ = ["PARTS", "SCRIPT"]
