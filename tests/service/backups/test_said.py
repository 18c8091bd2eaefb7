"""What an operator reads after a restore: one line for each thing, and only what there is (LNG-01)."""

import msgspec
import pytest

from api.cli.restore import document, sentences
from service.backups.gap import Gap
from service.backups.hushing import Hushed
from service.backups.manifest import Manifest, Stand
from service.backups.restoring import Findings
from service.checks import Checked
from service.keys.erasures import Replayed
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.verify import Seen, Verified
from tests.conftest import NOON

STAND = Stand("0040_restoring", 18, "owner", (), 900, 40, 38, 2, ("care-1",))
GAP = Gap(38, 0, "", 0)
WRONG = Wrong("events", "7", Trouble.ALTERED, ("role",))


def findings(gap: Gap, *wrong: Wrong, checks: tuple[Checked, ...] = ()) -> Findings:
    """What a restore answers when this is missing and wrong."""
    manifest = Manifest(1, "b1", NOON, STAND, {})
    hushed, erased = Hushed(3, 2, 0, 1, 0), Replayed(4, 1)
    return Findings(manifest, 12, hushed, erased, gap, Verified(Seen(), wrong), checks)


def test_all_is_well() -> None:
    """Nothing is said of what there is none of; without a checkpoint nobody pretends to know what is lost."""
    assert sentences(findings(GAP), "en") == [
        "Copy of 2026-11-03T17:00:00+00:00: 40 events, 38 in the log.",
        "No kept checkpoint was given (--checkpoint): what is missing is not known.",
        "Sessions ended: 3",
        "Erasures in the register: 4, carried out again here: 1",
        "To look at: messages stopped (relais jobs --stopped): 2",
        "To compare with the rail, by a person: failed payments: 1",
        "Everything is as recorded. It is open.",
    ]


@pytest.mark.parametrize(
    ("gap", "said"),
    [(Gap(38, 50, "ab", 10), "Perdus : au moins 10"), (Gap(38, 38, "ab", 0), "rien de ce qui y est")],
)
def test_what_is_lost_is_said(gap: Gap, said: str) -> None:
    """FND-09."""
    assert said in sentences(findings(gap), "fr")[1]


def test_what_is_wrong_is_named() -> None:
    """Each row and each invariant, and that the database stays shut; the document says the same."""
    check = Checked("money adds up", False, 3, ["account 4"])
    found = findings(GAP, WRONG, checks=(check,))
    assert sentences(found, "en")[-3:] == [
        "Not as recorded: 2. The database stays shut.", "  events 7: altered", "  money adds up: account 4",
    ]  # fmt: skip
    printed = msgspec.to_builtins(document(found))
    assert (printed["ok"], printed["wrong"]) == (False, ["events 7: altered", "money adds up: account 4"])
    assert not document(findings(GAP, checks=(check,)))["ok"]
