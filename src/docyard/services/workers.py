"""What the health check asks of the workers."""

from docyard.store import workers
from docyard.store.database import Session
from docyard.workflows.takeovers import is_dead


def is_any_alive(session: Session) -> bool:
    """Tell whether at least one worker is ready for work."""
    now = workers.read_clock(session)
    return any(not is_dead(worker, now=now) for worker in workers.list_workers(session))
