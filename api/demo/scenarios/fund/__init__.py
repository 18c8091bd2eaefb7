"""The fund by itself: every state of a request, and whatever can befall a payment on its way (FND-01 to FND-18).

What befalls it is said to the demo's bank (`/demo/bank`); what came of it is read by the pivot and the fund alone.
"""

from api.demo.scenarios.fund import answers, books, human, nights, weather
from api.demo.scenarios.fund.story import SCRIPT

PARTS = (answers, nights, weather, human, books)
"""Importing a part adds its steps."""

__all__ = ["PARTS", "SCRIPT"]
