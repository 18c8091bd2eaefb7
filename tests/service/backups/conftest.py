"""An installation in a folder: its root keys as the run has them, and the database of this worker."""

from pathlib import Path

import pytest

from service.keys import root_file
from service.keys.root_file import Stored
from service.keys.roots import RootKeys


@pytest.fixture
def key_folder(tmp_path: Path, root_keys: RootKeys) -> Path:
    """The folder of keys, with what signs access tokens and what passes beside the root keys."""
    folder = tmp_path / "machine" / "keys"
    blobs = {f"{root}-{n}": key for root, numbered in root_keys.keys.items() for n, key in numbered.items()}
    stored = Stored.of({**blobs, "checkpoints": root_keys.checkpoint_seed})
    root_file.create(folder / root_file.FILE_NAME, stored)
    (folder / "tokens.json").write_text("{}")
    (folder / ".root-keys.json.draft").write_text("half")
    return folder
