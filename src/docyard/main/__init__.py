"""The only place where settings meet parts: the server, the worker and their supervision.

May import: everything below (``settings``, ``api``, ``services``, ...). Each process imports the module
of what it is, and with that no more than it needs. New here: a part that server, worker and commands
share goes to ``parts.py``. Tests: ``tests/journeys``.
"""
