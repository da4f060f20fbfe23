"""Cutting a run into chunks: small files travel together, so that the journal costs less than the work."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from docyard.store.database import Session
from docyard.workflows.queue import Queue, WorkQueue

# A chunk ends at either bound. A run is cut into at least _SPREAD chunks while it has the files for
# it, so that all workers share in it and little is repeated after a crash.
_CHUNK_FILES = 16
_CHUNK_BYTES = 1_000_000
_SPREAD = 64


def enqueue_chunks(
    session: Session, queue: WorkQueue, *, run_id: UUID, sizes: Sequence[int], asks_models: bool
) -> None:
    """Queue all chunks of a run; ``sizes`` are its files' bytes by position.

    Files that may have to wait for language models travel alone and in a queue of their own.
    """
    chunks = ((at, at + 1) for at in range(len(sizes))) if asks_models else cut(sizes)
    for first, end in chunks:
        queue.enqueue(
            session,
            "process_chunk",
            str(run_id),
            first,
            end,
            workflow_id=f"chunk-{run_id}-{first}",
            queue=Queue.MODEL_FILES if asks_models else Queue.FILES,
            partition=str(run_id),
        )


def cut(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of positions that cover all files in order."""
    most = max(1, min(_CHUNK_FILES, len(sizes) // _SPREAD))
    first, carried = 0, 0
    for position, size in enumerate(sizes):
        if position > first and (position - first >= most or carried + size > _CHUNK_BYTES):
            yield first, position
            first, carried = position, 0
        carried += size
    if sizes:
        yield first, len(sizes)
