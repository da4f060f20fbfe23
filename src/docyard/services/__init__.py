"""What a person or a program may do: one function per action, permission first, one transaction.

May import: everything below (``workflows``, ``engine``, ``store``, ``drives``, ``domain``,
``errors``). Functions take ``session`` first and the ``caller`` next; the doors commit.
To add an action: one function in the module of its noun, a route and a CLI command that call it;
one that changes something calls ``audit_events.note``.
Tests: through the doors in ``tests/api`` and ``tests/cli``.
"""
