"""Functions of apps."""
