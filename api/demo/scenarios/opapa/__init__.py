"""Scenario A: an operation against labour trafficking frees about ten people, mostly men (requirements, section 22)."""

from api.demo.scenarios.opapa import before, day, money
from api.demo.scenarios.opapa.story import SCRIPT

PARTS = (before, day, money)
"""Importing a part adds its steps, in this order."""

__all__ = ["PARTS", "SCRIPT"]
