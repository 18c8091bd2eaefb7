"""Which source of root keys an installation has, by its settings (CNF-11)."""

from __future__ import annotations

from service.keys.local import LocalKeyring
from service.keys.sources import FileRoots, KmsRoots, RootSource
from service.settings import Settings, SettingsError


def source_of(settings: Settings) -> RootSource:
    """A file of this machine, or a key service once RELAIS_KMS_URL names one.

    Raises SettingsError when a part of the key service's settings is missing.
    """
    folder = settings.data / "keys"
    if settings.kms_url is None:
        return FileRoots(folder)
    if settings.kms_key is None or settings.kms_token_file is None:
        raise SettingsError("RELAIS_KMS_URL needs RELAIS_KMS_KEY and RELAIS_KMS_TOKEN_FILE.")
    from service.keys.transit import Transit

    return KmsRoots(folder, Transit(settings.kms_url, settings.kms_key, settings.kms_token_file))


async def keyring_of(source: RootSource) -> LocalKeyring:
    """The keyring of a process that begins. Raises RootKeysError when the root keys do not open."""
    return LocalKeyring(await source.open(), source=source)
