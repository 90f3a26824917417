"""Every transcript, on both kinds of channel."""

from pathlib import Path

import pytest

from tests.transcripts import check

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("plain", [False, True], ids=["buttons", "plain"])
def test_transcript(path: Path, plain: bool, url: str) -> None:
    check(path, url, plain=plain)
