"""What is erased, when, and how that is remembered."""

from migrations.keys.erasing import copies, eraser, erasures, periods, registers, settings

PARTS: tuple[str, ...] = (
    eraser.ROLE + eraser.VAULT,
    periods.SQL,
    eraser.RIGHTS,
    registers.SQL,
    erasures.SQL,
    settings.SQL,
    copies.SQL,
)
