"""Scenario B: a woman is brought from one province to another, and has to move again (requirements, section 22).

Fort McMurray and Québec are the two ends of a route that the sources name (GEO-03).
"""

from api.demo.scenarios.transfer import arrival, choice, court, money, second_move
from api.demo.scenarios.transfer.story import SCRIPT

PARTS = (choice, money, arrival, second_move, court)
"""Importing a part adds its steps."""

__all__ = ["PARTS", "SCRIPT"]
