"""The headers that a door asks for, described where the API is: whoever writes a client finds them."""

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Operation, Parameter, Schema

IDEMPOTENCY_KEY = Parameter(
    name="Idempotency-Key",
    param_in="header",
    required=True,
    description="A fresh key for each intention, the same one at each retry: one effect, and the same outcome.",
    schema=Schema(type=OpenAPIType.STRING, pattern=r"^[!-~]{1,255}$"),
)
IF_MATCH = Parameter(
    name="If-Match",
    param_in="header",
    required=True,
    description="The ETag last read: a change that meets another one answers 412.",
    schema=Schema(type=OpenAPIType.STRING, pattern=r'^"[0-9]{1,9}"$'),
)


@dataclass
class Asked(Operation):
    """A POST: it takes `Idempotency-Key`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IDEMPOTENCY_KEY]


@dataclass
class Changed(Operation):
    """A PUT or a PATCH: it takes `If-Match`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IF_MATCH]
