"""One mechanism for "somebody must answer by then": it asks who is on call, then the next, then the coordination."""

from service.messages.climbing.asking import Asking, Unanswered, answered, climb
from service.messages.climbing.queries import Progress, Rung, progress

__all__ = ["Asking", "Progress", "Rung", "Unanswered", "answered", "climb", "progress"]
