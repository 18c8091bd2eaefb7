"""What else a fund owes: second signatures and looks, settings to sign, receipts, cards, differences, reviews (A1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.doors import accepted
from api.pages.fund.common import Telling
from service.fund.books.closings import ClosingView, closings
from service.fund.books.corrections import CorrectionView, corrections
from service.fund.carriers.queries import carriers
from service.fund.policy.queries import waiting_versions
from service.fund.receipts.queries import owed_receipts
from service.fund.reconciliation.queries import RunView, reconciliations
from service.fund.reviews.queries import ReviewCard, waiting_reviews
from service.fund.vouchers.queries import stock_lines
from service.partners.proposals.queries import proposals
from service.store.session import Session


@dataclass(frozen=True)
class Also:
    """One line: late or not, its words, and the way to it."""

    shape: str
    words: str
    href: str


async def also(session: Session, tell: Telling) -> list[Also]:
    """Everything else that waits for somebody of the fund, what is late first; nothing that is empty."""
    found = [
        *_reviews(tell, accepted(await waiting_reviews(session))),
        *await _to_sign(session, tell),
        *await _receipts(session, tell),
        *await _stock(session, tell),
        *_differences(tell, accepted(await reconciliations(session, before=None, limit=50))),
        *await _carriers(session, tell),
    ]
    return sorted(found, key=lambda each: each.shape != "late")


def _reviews(tell: Telling, cards: Sequence[ReviewCard]) -> list[Also]:
    found = []
    for waits, key in (
        ("second_signature", "fund.owed"),
        ("second_look", "fund.sampled"),
        ("restoration", "fund.restore"),
    ):
        mine = [card for card in cards if card.waits_for == waits]
        late = sum(card.is_late for card in mine)
        if not mine:
            continue
        words = tell.say(key, count=len(mine), day=tell.day(min(card.due_at for card in mine)))
        if late and waits == "second_signature":
            words = tell.say("fund.owed.late", count=len(mine), late=late)
        found.append(Also("late" if late and waits != "restoration" else "half", words, "/fund/reviews"))
    return found


async def _to_sign(session: Session, tell: Telling) -> list[Also]:
    """What a colleague proposed and this person may sign."""
    open_ones = [each for each in accepted(await proposals(session)) if each.may_sign]
    payees = sum(each.kind == "payee" for each in open_ones)
    others = len(open_ones) - payees
    me, now = session.actor.member_id, session.now
    books: list[ClosingView | CorrectionView] = [*accepted(await closings(session))]
    books += accepted(await corrections(session))
    waits = sum(each.signed_at is None and each.proposed_by != me and each.lapses_at > now for each in books)
    versions = [
        Also("half", tell.say("fund.sign.policy", version=each.version), f"/fund/policy/{each.id}")
        for each in await waiting_versions(session)
        if not each.by_you
    ]
    lines = (
        ("fund.sign.payee", payees, "/fund/payees"),
        ("fund.sign.other", others, "/proposals"),
        ("fund.sign.books", waits, "/fund/books"),
    )
    return [
        *versions,
        *(Also("half", tell.say(key, count=count), href) for key, count, href in lines if count),
    ]


async def _receipts(session: Session, tell: Telling) -> list[Also]:
    late = sum(each.is_late for each in accepted(await owed_receipts(session)))
    return [Also("late", tell.say("fund.receipts", count=late), "/fund/receipts")] if late else []


async def _stock(session: Session, tell: Telling) -> list[Also]:
    low = sum(each.restock_since is not None for each in await stock_lines(session))
    return [Also("half", tell.say("fund.vouchers.low", count=low), "/fund/vouchers")] if low else []


def _differences(tell: Telling, runs: Sequence[RunView]) -> list[Also]:
    """Of the newest comparison with each rail: what an earlier one found and this one does not is settled."""
    newest: dict[str, RunView] = {}
    for run in runs:
        newest.setdefault(run.rail, run)
    count = sum(len(run.differences) for run in newest.values() if run.outcome == "differs")
    return [Also("late", tell.say("fund.differs", count=count), "/fund/comparisons")] if count else []


async def _carriers(session: Session, tell: Telling) -> list[Also]:
    due = sum(each.review_due and not each.suspended for each in accepted(await carriers(session)))
    return [Also("half", tell.say("fund.carriers.due", count=due), "/fund/carriers")] if due else []
