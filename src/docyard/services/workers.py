"""What the health check asks of the workers."""

from datetime import datetime

from docyard.store import workers
from docyard.store.database import Session
from docyard.workflows.worker import is_dead


def is_any_alive(session: Session, *, now: datetime) -> bool:
    """Tell whether at least one worker is ready for work."""
    return any(not is_dead(worker, now=now) for worker in workers.list_workers(session))
