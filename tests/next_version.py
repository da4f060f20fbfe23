"""docyard as a later release would be that queues its work in another way.

Run as ``python -m tests.next_version worker …``.
"""

from docyard.workflows import queue

queue.APPLICATION_VERSION = str(int(queue.APPLICATION_VERSION) + 1)

if __name__ == "__main__":
    from docyard.cli import main

    main()
