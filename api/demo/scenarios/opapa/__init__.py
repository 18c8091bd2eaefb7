"""Scenario A: an operation against labour trafficking frees about ten people, mostly men (requirements, section 22)."""

from api.demo.scenarios.opapa import after, before, day, money
from api.demo.scenarios.opapa.story import SCRIPT

PARTS = (before, day, money, after)
"""Importing a part adds its steps."""

__all__ = ["PARTS", "SCRIPT"]
