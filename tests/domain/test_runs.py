"""Run states move forward only, whatever the order of events."""

from hypothesis import given
from hypothesis import strategies as st

from docyard.domain.runs import FINAL_RUN_STATUSES, RunStatus, may_move

statuses = st.sampled_from(RunStatus)


@given(events=st.lists(statuses, max_size=30))
def test_a_final_status_is_never_left(events: list[RunStatus]) -> None:
    current, final = RunStatus.RUNNING, None
    for event in events:
        if may_move(current, event):
            current = event
        if final is not None:
            assert current is final
        if current in FINAL_RUN_STATUSES:
            final = current


def test_a_run_ends_in_each_final_status_from_running() -> None:
    assert all(may_move(RunStatus.RUNNING, final) for final in FINAL_RUN_STATUSES)


def test_no_status_moves_to_itself() -> None:
    assert not any(may_move(status, status) for status in RunStatus)
