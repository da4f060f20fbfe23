"""Shapes of requests and responses, one module per noun; wire names live here and nowhere else."""
