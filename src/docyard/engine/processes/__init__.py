"""Engine processes: hostile or broken files are read where they can do no harm.

May import: ``engine.pipeline``, ``domain``, ``errors``. ``pool.py`` is the side of the caller,
``child.py`` the process itself; they speak over a pipe. Tests: ``tests/engine/test_processes.py``.
"""

from docyard.engine.processes.pool import EnginePool

__all__ = ["EnginePool"]
