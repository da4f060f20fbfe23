"""The only place where settings meet parts: the server, the worker and their supervision.

May import: everything below (``settings``, ``api``, ``services``, …). A process imports the module of
what it is, and with that no more than it needs: ``parts`` what all share, ``server``, ``worker``.
"""
