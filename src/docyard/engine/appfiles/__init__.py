"""App files: YAML text in, a checked ``AppDefinition`` out; and the prebuilt apps.

May import: ``domain``, ``errors``. PyYAML is used here and nowhere else in the engine.
To add a key: one ``Key`` in ``schema.py`` and one line in ``build.py``; the JSON Schema and the
manual follow from the table. To add a prebuilt app: one file in ``prebuilt/``.
Tests: ``tests/engine/test_appfiles.py``.
"""
