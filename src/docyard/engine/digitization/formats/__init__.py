"""One module per way of reading a file; each offers ``read`` and ``render``.

May import: ``domain``, ``errors`` and the parts of ``digitization``, never one another.
To add one: see the table ``FORMATS`` in ``digitization``. Tests: ``tests/engine/digitization``.
"""
