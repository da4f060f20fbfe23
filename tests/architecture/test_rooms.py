"""Every room says on its first page what it is for."""

from pathlib import Path

import pytest

import docyard

ROOMS = sorted(path for path in Path(docyard.__file__).parent.iterdir() if (path / "__init__.py").exists())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_opens_with_its_card(room: Path) -> None:
    card = (room / "__init__.py").read_text().split('"""')[1]
    assert "May import" in card
    assert "Tests: " in card
    assert len(card.strip().splitlines()) <= 15
