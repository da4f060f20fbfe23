"""Training of the shipped scorer from labelled documents; not part of the installed product.

Purpose: read labelled data, fit one model per concept, measure it on issuers it has not seen.
May import: ``docyard.domain``, ``docyard.engine.extraction``, scikit-learn, LightGBM.
Tests: ``tests/training``.
"""
