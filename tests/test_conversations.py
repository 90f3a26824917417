"""Every transcript, on both channels."""

from pathlib import Path

import pytest

from tests.transcripts import SCREENS, check

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("dress", SCREENS)
def test_transcript(path: Path, dress: str, url: str) -> None:
    check(path, url, dress)
