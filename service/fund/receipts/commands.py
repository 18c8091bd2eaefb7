"""Pictures of a receipt are added, looked at and taken away; each look is an event (FND-12, FND-09, CNF-02)."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from service.fund.receipts import refusals
from service.fund.receipts.events import PictureAdded, PictureRemoved, PictureShown
from service.fund.receipts.pictures import Picture
from service.keys.sealing import open_, seal
from service.keys.secrets import Box
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

BOX: Final = Box("financial", "receipt_pictures.sealed")
"""Accounts and their papers are kept for the same time, apart from the case (CNF-11)."""
MOST: Final = 6
"""Pictures of one line."""

# The smallest circle: whoever asked, the case's own pivot and backup, and the fund that pays (CNF-04).
_MAY = """
    (r.fund_organisation_id = relais.organisation() AND relais.holds('fund_administrator')
        OR r.requested_by = relais.member() OR EXISTS (
            SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
"""
LINE = sql(
    f"""
    SELECT r.id, r.organisation_id, r.fund_organisation_id FROM fund_requests r
    WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line) AND {_MAY} FOR UPDATE
    """  # noqa: S608  # only constants of this module
)
PLACE = sql(
    """
    SELECT min(n)::integer FROM generate_series(1, :most) AS n WHERE NOT EXISTS (
        SELECT FROM receipt_pictures p WHERE p.line_id = :line AND p.position = n AND p.removed_at IS NULL)
    """
)
INSERT = sql(
    """
    INSERT INTO receipt_pictures (id, line_id, organisation_id, fund_organisation_id, position, width, height, sealed,
                                  added_by, added_for, added_at)
    VALUES (:id, :line, :organisation, :fund, :position, :width, :height, :sealed, relais.member(),
            relais.organisation(), relais.now())
    """
)
FIND = sql(
    f"""
    SELECT p.id, p.sealed, r.id AS request_id FROM receipt_pictures p JOIN request_lines l ON l.id = p.line_id
    JOIN fund_requests r ON r.id = l.request_id WHERE p.id = :picture AND p.removed_at IS NULL AND {_MAY}
    """  # noqa: S608  # only constants of this module
)
REMOVE = sql(
    """
    UPDATE receipt_pictures SET sealed = NULL, removed_by = relais.member(), removed_at = relais.now()
    WHERE id = :picture AND removed_at IS NULL AND added_for = relais.organisation()
    """
)

READERS = only(Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR)


@dataclass(frozen=True)
class AddPicture:
    """A picture for a line, drawn anew already (`pictures.drawn_anew`)."""

    line_id: UUID
    picture: Picture


@dataclass(frozen=True)
class Added:
    """The picture, and which of its line's it is."""

    id: UUID
    position: int


@command(
    event=PictureAdded,
    allowed=READERS,
    refusals={
        "receipt_pictures_six": refusals.SIX_ARE_ENOUGH,
        "receipt_pictures_place": refusals.SIX_ARE_ENOUGH,
    },
)
async def add_picture(uow: UnitOfWork, _: Actor, wish: AddPicture) -> Done[Added, PictureAdded] | Refused:
    """Keep a picture of a line's receipt, sealed (FND-12): by whoever accompanies the case, or by the fund that pays.

    Another's line is not there; a seventh picture is refused.
    """
    request = await uow.row(LINE, line=wish.line_id)
    if request is None:
        return Refused(NOT_FOUND)
    position = await uow.value(PLACE, line=wish.line_id, most=MOST)
    if position is None:
        return Refused(refusals.SIX_ARE_ENOUGH)
    picture = uuid4()
    key = await uow.keyring.data_key(uow.connection, BOX.root, request["id"])
    await uow.execute(
        INSERT,
        id=picture,
        line=wish.line_id,
        organisation=request["organisation_id"],
        fund=request["fund_organisation_id"],
        position=position,
        width=wish.picture.width,
        height=wish.picture.height,
        sealed=seal(key, wish.picture.jpeg, BOX.place(picture)),
    )
    uow.tell("fund.receipt", organisations=_sides(request), subject=request["id"])
    event = PictureAdded(
        subject=request["id"], line=wish.line_id, picture=picture, bytes=len(wish.picture.jpeg)
    )
    return Done(Added(picture, position), event)


def _sides(request: Any) -> tuple[UUID, UUID]:
    return request["organisation_id"], request["fund_organisation_id"]


@dataclass(frozen=True)
class ShowPicture:
    """Look at one picture."""

    picture_id: UUID


@command(event=PictureShown, allowed=READERS)
async def show_picture(uow: UnitOfWork, _: Actor, wish: ShowPicture) -> Done[bytes, PictureShown] | Refused:
    """The JPEG of a picture, for both sides of its request; the look is on record (FND-09).

    Raises `CannotOpenError` when it was altered or moved by hand.
    """
    row = await uow.row(FIND, picture=wish.picture_id)
    if row is None:
        return Refused(NOT_FOUND)
    key = await uow.keyring.data_key(uow.connection, BOX.root, row["request_id"])
    jpeg = open_(key, row["sealed"], BOX.place(row["id"]))
    return Done(jpeg, PictureShown(subject=row["request_id"], picture=wish.picture_id))


@dataclass(frozen=True)
class RemovePicture:
    """Take a picture away: a name stands on it, or it is of something else."""

    picture_id: UUID


@command(event=PictureRemoved, allowed=READERS)
async def remove_picture(
    uow: UnitOfWork, _: Actor, wish: RemovePicture
) -> Done[None, PictureRemoved] | Refused:
    """Take away a picture that one's own organisation added, for good (CNF-02); that it was there stays on record."""
    row = await uow.row(FIND, picture=wish.picture_id)
    if row is None or not await uow.execute(REMOVE, picture=wish.picture_id):
        return Refused(NOT_FOUND)
    return Done(None, PictureRemoved(subject=row["request_id"], picture=wish.picture_id))
