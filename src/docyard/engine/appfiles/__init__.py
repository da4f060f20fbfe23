"""App files: YAML text in, a checked ``AppDefinition`` out; and the prebuilt apps.

May import: ``domain``, ``errors``, ``engine.shapes``, the tables of stages. PyYAML is used here
and for the places of problems.
To add a key: one ``Key`` in ``schema.py`` and one line in ``build.py``; messages, JSON Schema
and manual follow from the table. To add a prebuilt app: one file in ``prebuilt/``.
Tests: ``tests/engine/test_appfiles.py``.
"""

from docyard.engine.appfiles.json_schema import app_file_schema
from docyard.engine.appfiles.load import load_app
from docyard.engine.appfiles.shipped import prebuilt_app_file, prebuilt_apps

__all__ = ["app_file_schema", "load_app", "prebuilt_app_file", "prebuilt_apps"]
