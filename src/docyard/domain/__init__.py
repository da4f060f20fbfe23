"""The words of the product as frozen, typed values with units.

May import: ``errors`` and the standard library only; no I/O, no clock, no randomness.
To add a word: one file per noun, named as in every other room. Tests: ``tests/domain``.
"""
