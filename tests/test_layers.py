"""The house keeps its order: who may import whom stands in pyproject.toml."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MARKS = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
GRAMMAR = {  # words it must know
    "handlers/__init__.py",
    "models/clauses.py",
    "models/days.py",
    "models/quantity/additive.py",
    "models/quantity/amounts.py",
    "models/quantity/masks.py",
    "models/quantity/measures.py",
    "models/quantity/words.py",
    "models/text.py",
}
CODE = [f for folder in ("bot", "handlers", "models") for f in (ROOT / folder).rglob("*.py")]


def test_who_imports_whom() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_wording_lives_in_messages(file: Path) -> None:
    if str(file.relative_to(ROOT)) not in GRAMMAR:
        assert not [text for text in _texts(file) if MARKS & set(text.lower())]


def _texts(file: Path) -> Iterator[str]:
    """Yield every text in a module but its docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
