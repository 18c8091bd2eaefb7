"""Why an import does not begin."""

from service.refusals import Reason, Said

IMPORT_RUNNING = Reason(
    "import_running",
    409,
    Said("Un autre import est en cours.", "Another import is running."),
    Said("Recommencez quand il aura fini.", "Begin again once it has finished."),
)
