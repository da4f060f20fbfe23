"""Durable work: what must go on after a crash.

May import: ``engine``, ``store``, ``drives``, ``domain``, ``errors``. DBOS lives here and nowhere
else. A workflow takes ids, never bytes, and every effect of it may happen twice without harm.
To add one: a function ``name(worker, *ids)`` in the module of its noun and a line in
``registry.WORKFLOWS``.
Tests: ``tests/workflows`` and ``tests/journeys``.
"""
