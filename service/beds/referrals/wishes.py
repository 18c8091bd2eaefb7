"""What a pivot asks of a shelter, in one value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.beds.board.rules import Question
from service.beds.referrals.interpreters import Interpreter
from service.beds.referrals.rules import Urgency

LowSecurityReason = Literal["person_chose", "nothing_else", "one_night"]
MixedAgesReason = Literal["person_asks", "known_adults", "nothing_else"]


@dataclass(frozen=True)
class MakeReferral:
    """The question as it was put to the board, the shelter that was chosen, and how the person chose it (CNF-10).

    `ask_exception` puts what the board named to a human there, in one tap, instead of a hold (RIG-02).
    """

    shelter_id: UUID
    question: Question
    expected_at: datetime
    case_id: UUID | None = None
    emergency_exception: bool = False
    ask_exception: bool = False
    urgency: Urgency = "ordinary"
    interpreter: Interpreter | None = None
    options_shown: int | None = None
    person_chose: bool = False
    spoken_alone: bool = False
    low_security_reason: LowSecurityReason | None = None
    mixed_ages_reason: MixedAgesReason | None = None
