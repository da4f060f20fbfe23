"""Places in an app file and what is wrong there."""

from collections.abc import Sequence

from docyard.errors import AppFileProblem, InvalidAppFile

MAX_REPORTED = 100


def refusal(problems: Sequence[AppFileProblem]) -> InvalidAppFile:
    """Return one refusal for at least one problem; at most ``MAX_REPORTED``, in file order."""
    ordered = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    shown = ordered[:MAX_REPORTED]
    count = "1 problem" if len(ordered) == 1 else f"{len(ordered)} problems"
    rest = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
    return InvalidAppFile(f"The app file has {count}: {shown[0]}{rest}", shown)
