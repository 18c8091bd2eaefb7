"""A pivot worker: cases by their code and marker word, where tonight, holds, addresses, consents, hand-overs (PIV)."""

from typing import Any

handlers: list[Any] = []
