"""What doors of operations take and say in common: windows, areas, parties, and sentences with numbers in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from api.doors import Caller
from api.v1.fields import Language, Region, plain, screened
from service.cases.rules import AgeBand, Gender
from service.operations.arranging import Arranged, Reason
from service.operations.holds.lowering import GivenUp
from service.operations.holds.queries import OperationView
from service.operations.holds.rules import ALLOWED
from service.operations.parties.rules import Counted, Party
from service.operations.proposals.queries import Proposal
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.operations.windows.rules import Moved
from service.refusals import Language as Tongue

City = Annotated[str, msgspec.Meta(pattern=plain(1, 120), max_length=120)]
Label = Annotated[str, msgspec.Meta(pattern=r"^[A-Z](?!\n)$", max_length=1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Nights = Annotated[int, msgspec.Meta(ge=1, le=30)]
Number = Annotated[int, msgspec.Meta(ge=1, le=100)]


class AreaBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A region, or one city of it."""

    region: Region
    city: City | None = None

    def area(self) -> Area:
        """The area as the room knows it. Raises `Refusal` for a text that is no city's name (IMM-05)."""
        screened({"areas.city": self.city}, "name")
        return Area(self.region, self.city)


class PeopleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many people of one profile."""

    gender: Gender
    count: Number
    age_band: AgeBand = "25+"


class PartyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People asked for together: `keep_together` for a family, a `label` to keep apart from others of the same
    letter."""

    people: Annotated[list[PeopleBody], msgspec.Meta(min_length=1, max_length=20)]
    label: Label | None = None
    keep_together: bool = False
    alone_first_nights: bool = False

    def party(self) -> Party:
        counted = tuple(Counted(each.gender, each.age_band, each.count) for each in self.people)
        return Party(counted, self.keep_together, self.label, self.alone_first_nights)


class WindowBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When people may arrive."""

    starts_at: Moment
    ends_at: Moment

    def window(self, nights: int = 1) -> Window:
        return Window(self.starts_at, self.ends_at, nights)


Parties = Annotated[list[PartyBody], msgspec.Meta(min_length=1, max_length=50)]
Areas = Annotated[list[AreaBody], msgspec.Meta(min_length=1, max_length=20)]
Languages = Annotated[list[Language], msgspec.Meta(max_length=10)]
Outcome = Literal["held", "asked", "refused"]

ORDINALS: Final[dict[Tongue, tuple[str, ...]]] = {
    "en": ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    "fr": (
        "",
        "premier",
        "deuxième",
        "troisième",
        "quatrième",
        "cinquième",
        "sixième",
        "septième",
        "huitième",
        "neuvième",
        "dixième",
    ),
}


def feasible_sentence(possible: int, by_agreement: int, on_request: int, language: Tongue) -> str:
    """ "10 possible: 9 by agreement, 1 on request" (OPS-19)."""
    if language == "fr":
        plural = "s" if possible > 1 else ""
        return f"{possible} possible{plural} : {by_agreement} par entente, {on_request} sur demande"
    return f"{possible} possible: {by_agreement} by agreement, {on_request} on request"


def board_sentence(
    held: int, expected: int, reasons: Sequence[Reason], language: Tongue, *, asked: int = 0
) -> str:
    """ "8 of 10 held, 1 asked. Not placed: 1 B: a fourth site is needed, or an override." (OPS-07)."""
    if language == "fr":
        counted = f"{held} places sur {expected} retenues" + (f", {asked} demandées" if asked else "")
    else:
        counted = f"{held} of {expected} held" + (f", {asked} asked" if asked else "")
    return " ".join([f"{counted}.", *not_placed_sentences(reasons, language)])


def operation_sentence(view: OperationView, language: Tongue) -> str:
    """How an operation stands, as far as its service may know it: after the hand-over, two numbers (OPS-07, OPS-14)."""
    if view.handed_over is None and view.moved:
        return moved_to_the_pivot(view.pivot, language)
    if view.handed_over is None:
        return board_sentence(view.held, view.expected, view.not_placed, language, asked=view.asked)
    received = view.received or 0
    if language == "fr":
        return f"{received} personnes reçues sur {view.handed_over}. Pivot : {view.pivot}."
    return f"{received} received of {view.handed_over}. Pivot: {view.pivot}."


def not_placed_sentences(reasons: Sequence[Reason], language: Tongue) -> list[str]:
    """One sentence for all places that a label keeps out of the same number of sites, one for each other reason."""
    sites = sorted({reason.sites for reason in reasons if reason.cause == "label"})
    apart = [_apart([r for r in reasons if r.cause == "label" and r.sites == n], n, language) for n in sites]
    return apart + [_other(reason, language) for reason in reasons if reason.cause != "label"]


def _apart(reasons: Sequence[Reason], sites: int, language: Tongue) -> str:
    who = ", ".join(f"{reason.places} {reason.label}" for reason in reasons)
    names = ORDINALS[language]
    if language == "fr":
        which = names[sites + 1] if sites + 1 < len(names) else f"{sites + 1}e"
        return f"Sans place : {who} : il faut un {which} lieu, ou une dérogation."
    which = names[sites + 1] if sites + 1 < len(names) else f"{sites + 1}th"
    return f"Not placed: {who}: a {which} site is needed, or an override."


OTHER: Final[dict[str, dict[Tongue, str]]] = {
    "full": {
        "fr": "Sans place : {who} : les lits des {sites} lieux qui conviennent sont tous pris.",
        "en": "Not placed: {who}: every bed of the {sites} sites that admit them is taken.",
    },
    "alone": {
        "fr": "Sans place : {who} : aucun des {sites} lieux n'est vide de cette opération.",
        "en": "Not placed: {who}: none of the {sites} sites is empty of this operation.",
    },
    "crowd": {
        "fr": "Sans place : {who} : les lits qui conviennent ne suffisent pas ({waiting} demandes, lieux : {sites}).",
        "en": "Not placed: {who}: the beds that fit are not enough ({waiting} need them, sites: {sites}).",
    },
    "gone": {
        "fr": "Sans place : {who} : le lit proposé a été pris entre-temps.",
        "en": "Not placed: {who}: the bed that was proposed has been taken meanwhile.",
    },
    "not_told": {
        "fr": "Sans place pour l'instant : {who}.",
        "en": "Not placed so far: {who}.",
    },
    "nobody_admits": {
        "fr": "Sans place : {who} : aucun lieu ne les admet.",
        "en": "Not placed: {who}: no site admits them.",
    },
}


def _other(reason: Reason, language: Tongue) -> str:
    who = f"{reason.places} {reason.label}" if reason.label else str(reason.places)
    cause = "crowd" if reason.cause == "full" and reason.waiting else reason.cause
    said = OTHER[cause][language].format(who=who, sites=reason.sites, waiting=reason.waiting)
    return said + _but_for(reason, language)


BUT_FOR: Final[dict[str, dict[Tongue, str]]] = {
    "security": {"fr": "le niveau de sécurité", "en": "the security level"},
    "hotel_not_vetted": {"fr": "les hôtels à vérifier", "en": "the vetting of hotels"},
    "criterion": {"fr": "les critères d'admission", "en": "admission criteria"},
    "gender": {"fr": "le genre", "en": "gender"},
    "age": {"fr": "l'âge", "en": "age"},
    "size": {"fr": "la taille des chambres", "en": "the size of rooms"},
}


def _but_for(reason: Reason, language: Tongue) -> str:
    """How many sites one rule alone keeps out, the most first: what there is to talk about with a coordinator."""
    ranked = sorted(reason.would.items(), key=lambda item: (-item[1], item[0]))
    told = [(BUT_FOR[rule][language], sites) for rule, sites in ranked if rule in BUT_FOR]
    if not told:
        return ""
    (first, sites), *more = told
    if language == "fr":
        verb = "le ferait" if sites == 1 else "le feraient"
        return (
            f" Sans la règle sur {first}, {sites} {verb}" + "".join(f"; sur {w}, {n}" for w, n in more) + "."
        )
    return f" But for the rule on {first}, {sites} would" + "".join(f"; on {w}, {n}" for w, n in more) + "."


def moved_to_the_pivot(pivot: str | None, language: Tongue) -> str:
    """Once the places are the pivot organisation's, what became of each is told to nobody else (OPS-14, OPS-18)."""
    who = pivot or ("l'organisme pivot" if language == "fr" else "the pivot organisation")
    if language == "fr":
        return f"Reportée. Les places sont redemandées. Pivot : {who}."
    return f"Postponed. The places are asked for again. Pivot: {who}."


def given_up_sentence(gone: GivenUp, language: Tongue) -> str:
    """ "Given up: 1 waiting, 1 held." (OPS-05)."""
    words = ("en attente", "demandées", "retenues") if language == "fr" else ("waiting", "asked for", "held")
    counted = zip((gone.waiting, gone.asked, gone.held), words, strict=True)
    told = ", ".join(f"{count} {word}" for count, word in counted if count)
    return f"Rendues : {told}." if language == "fr" else f"Given up: {told}."


def moved_sentence(moved: Moved, language: Tongue) -> str:
    """ "6 moved. 2 asked again. 1 without a place." Nothing that was held goes unnamed (OPS-18)."""
    fr = language == "fr"
    told = [f"{moved.held} déplacées." if fr else f"{moved.held} moved."]
    if moved.asked:
        told.append(f"{moved.asked} redemandées." if fr else f"{moved.asked} asked again.")
    if moved.waiting:
        told.append(f"{moved.waiting} sans place." if fr else f"{moved.waiting} without a place.")
    return " ".join(told)


ENDED: Final[dict[str, dict[Tongue, str]]] = {
    "replaced": {
        "fr": "Remplacée : une proposition plus récente a pris sa place. Rien de celle-ci n'est retenu.",
        "en": "Replaced: a newer proposal has taken its place. Nothing of this one is held.",
    },
    "over": {
        "fr": "Terminée : l'opération ne cherche plus de places. Rien de cette proposition n'est retenu.",
        "en": "Over: the operation looks for places no more. Nothing of this proposal is held.",
    },
}


def proposal_now(proposal: Proposal, operation: OperationView, now: datetime, language: Tongue) -> str:
    """What a proposal read again amounts to: once accepted, how its operation stands; once nothing can come of it, why
    (OPS-06)."""
    if proposal.state == "accepted":
        accepted = "Acceptée." if language == "fr" else "Accepted."
        return f"{accepted} {operation_sentence(operation, language)}"
    if proposal.state == "replaced":
        return ENDED["replaced"][language]
    theirs = operation.handed_over is not None or operation.moved
    if theirs or operation.window_ends_at <= now or operation.state not in ALLOWED["arrange"]:
        return ENDED["over"][language]
    return proposal_sentence(proposal, language)


def proposal_sentence(proposal: Proposal, language: Tongue) -> str:
    """ "8 of 10 could be held now, 1 asked for. Nothing is held." and why the others have no place (OPS-01, OPS-06)."""
    now, later, people = proposal.by_agreement, proposal.on_request, proposal.people
    if language == "fr":
        said = f"{now} places sur {people} peuvent être retenues, {later} demandées. Rien n'est retenu."
        short = f"Au mieux {proposal.at_most}."
    else:
        said = f"{now} of {people} places can be held, {later} asked for. Nothing is held."
        short = f"At best {proposal.at_most}."
    honest = [] if proposal.proven or not proposal.told or now + later >= proposal.at_most else [short]
    return " ".join([said, *honest, *not_placed_sentences(proposal.not_placed, language)])


class NotPlacedRow(msgspec.Struct, frozen=True):
    """So many `places` with this `label`: `waiting` of it in all, `sites` that admit them. With the cause `not_told`
    there is nothing but their number. `would`: how many sites one rule alone keeps out, by rule."""

    label: str | None
    places: int
    cause: str
    waiting: int
    sites: int
    would: dict[str, int] = {}


class Standing(msgspec.Struct, frozen=True):
    """How an operation's places stand, with the sentence in the caller's language. `not_placed` is by label."""

    held: int
    asked: int
    waiting: int
    state: str
    proven: bool
    not_placed: list[NotPlacedRow]
    sentence: str


def standing(arranged: Arranged, caller: Caller) -> Standing:
    total = arranged.held + arranged.asked + arranged.waiting
    return Standing(
        arranged.held,
        arranged.asked,
        arranged.waiting,
        arranged.state,
        arranged.proven,
        [NotPlacedRow(**vars(reason)) for reason in arranged.not_placed],
        board_sentence(arranged.held, total, arranged.not_placed, caller.language, asked=arranged.asked),
    )
