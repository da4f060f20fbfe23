"""A jail for Python: CPython in processes that the kernel keeps from everything but computing.

Linux only. ``jail.py`` is the side of the caller; ``zygote.py`` is a process that has the standard library
loaded and forks for every call; ``confinement.py`` takes all rights from the fork, by Landlock, a seccomp
allow list, resource limits and another user; ``call.py`` then runs the function there. What comes back is
JSON, never pickles. ``trial.py`` tries to break out before the first call.

The forked side imports the standard library alone: its interpreter has no site-packages.
"""
