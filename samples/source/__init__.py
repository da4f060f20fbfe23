"""The sample documents: what they say, how they are drawn, and how they come to look scanned.

Run by ``python -m samples.make_samples``. May import nothing of the product, so that the samples
stay an independent witness. Tests: ``tests/samples``.
"""
