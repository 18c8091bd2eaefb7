"""What every answer tells the browser: run nothing that is not ours, keep nothing, tell nobody (ASVS 3.4, SAF-12)."""

from litestar.types import Message, Scope

from service.settings import Settings

Headers = tuple[tuple[bytes, bytes], ...]

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types relais",
    )
)
"""A page: its own script, style, pictures and doors, and one named way to make nodes of text (static/live.js)."""

OTHER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""Data, and whatever is not a page: opened by itself it can do nothing."""

WORKER_POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""The worker of our pages (static/worker.js): it fetches what is ours for them, and runs nothing else."""
WORKER = "/worker.js"

NEVER_USED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""What no page of ours asks a device for: a script that got in could not ask either."""

FEATURES = ", ".join(
    (
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        "fullscreen=(self)",
        *(f"{name}=()" for name in NEVER_USED),
    )
)

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": FEATURES,
}
YEARS = 2 * 365 * 24 * 3600
KEPT = "public, max-age=31536000, immutable"
"""A file of ours under its fingerprint: it says nothing of anybody, and spares a slow phone 15 kB a page."""


class Safety:
    """A `before_send` hook: it sees every answer, also those to addresses that do not exist."""

    def __init__(self, settings: Settings, version: str) -> None:
        self._version = version.encode()
        always = dict(ALWAYS)
        if (settings.origin or "").startswith("https://"):
            always["Strict-Transport-Security"] = f"max-age={YEARS}; includeSubDomains"
        self._page = _raw({**always, "Content-Security-Policy": PAGE_POLICY})
        self._other = _raw({**always, "Content-Security-Policy": OTHER_POLICY})
        self._worker = _raw({**always, "Content-Security-Policy": WORKER_POLICY})
        self._ours = {name for name, _ in self._page} | {b"cache-control"}

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Put ours in the place of whatever a door said of the same thing."""
        if message["type"] != "http.response.start":
            return
        given = [(name.lower(), value) for name, value in message["headers"]]
        page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in given)
        message["headers"] = [
            *(header for header in given if header[0] not in self._ours),
            *(self._worker if scope["path"] == WORKER else self._page if page else self._other),
            (b"cache-control", self._kept(scope, message["status"]).encode()),
        ]

    def _kept(self, scope: Scope, status: int) -> str:
        if not scope["path"].startswith("/static/"):
            return "no-store"
        return KEPT if status == 200 and scope["query_string"] == self._version else "no-cache"


def _raw(headers: dict[str, str]) -> Headers:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())
