"""What printed values mean: dates, numbers and others, read alike by all stages.

May import: nothing of docyard. Tests: ``tests/engine/test_values.py``.
"""
