"""An organisation's registers and the periods of retention: for its network administrators and its coordination."""

from typing import Any

from api.pages.registers import entering, showing

handlers: list[Any] = [*showing.handlers, *entering.handlers]
