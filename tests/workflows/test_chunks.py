"""A run is cut into chunks that cover it, in order, within their bounds."""

from hypothesis import given
from hypothesis import strategies as st

from docyard.workflows.chunks import cut


@given(st.lists(st.integers(0, 3_000_000), max_size=3000))
def test_chunks_cover_every_file_once(sizes: list[int]) -> None:
    positions = [position for first, end in cut(sizes) for position in range(first, end)]
    assert positions == list(range(len(sizes)))


def test_small_runs_spread_over_workers_and_big_ones_travel_together() -> None:
    assert len(list(cut([10] * 40))) == 40
    assert len(list(cut([10] * 10_000))) == 625


def test_a_big_file_travels_alone() -> None:
    assert list(cut([10] * 500 + [5_000_000] + [10] * 500)).count((500, 501)) == 1
