"""``python -m docyard`` is the same as ``docyard``."""

from docyard.cli import main

if __name__ == "__main__":
    main()
