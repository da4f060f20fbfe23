"""Bytes and an app in, typed results out: digitize, classify, extract, validate.

May import: ``domain``, ``errors`` and its own parts, in the order
``pipeline → digitization | classification | extraction | validation``. No database, no HTTP,
no clock. PDF, OCR and ML libraries live here and nowhere else.
To add a file format: one module in ``digitization/formats`` and one line in its table.
Tests: ``tests/engine``.
"""
