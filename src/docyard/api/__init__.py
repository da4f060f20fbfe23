"""Speaking HTTP: parse, call one service, render; refusals become statuses in one table.

May import: ``services`` and what they give back (``domain``, ``errors``). FastAPI lives here and
nowhere else; ``wire/`` holds the shapes of requests and responses.
To add an endpoint: a route in the module of its noun, its shapes in ``wire/``, an action in
``services``. Statuses are the official spec's to the digit: its SDK decodes only the exact one.
Tests: ``tests/api``, against a real server process.
"""
