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


STEP_UP = Parameter(
    name="Step-Up",
    param_in="header",
    required=False,
    description="The step-up that was proven for this very request: a first answer `step_up_needed` names it.",
    schema=Schema(type=OpenAPIType.STRING),
)


@dataclass
class Asked(Operation):
    """A POST: it takes `Idempotency-Key`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IDEMPOTENCY_KEY]


@dataclass
class Proven(Asked):
    """A POST whose command asks for a proof: it takes `Step-Up` as well."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.parameters = [*(self.parameters or []), STEP_UP]


@dataclass
class Changed(Operation):
    """A PUT or a PATCH: it takes `If-Match`."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or []), IF_MATCH]


@dataclass
class ChangedProven(Changed):
    """A PUT whose command asks for a proof: it takes `Step-Up` as well."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.parameters = [*(self.parameters or []), STEP_UP]
