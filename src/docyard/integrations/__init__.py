"""Outside systems that docyard calls: one module each.

May import: ``domain``, ``errors``. HTTP clients live here and nowhere else. Modules know nothing of
when to try again; the workflows that call them do.
Tests: ``tests/integrations``, against servers that the tests start.
"""
