"""The shapes of error bodies; app files have places in addition."""

from typing import Literal

from pydantic import BaseModel

from docyard.errors import AppFileProblem


class ErrorBody(BaseModel):
    """Why a request was refused: one sentence for a person."""

    message: str


class ProblemBody(BaseModel):
    """One place in an app file and what is wrong there; line and column count from 1."""

    line: int
    column: int
    message: str

    @classmethod
    def of(cls, problem: AppFileProblem) -> "ProblemBody":
        """Return a problem as the wire has it."""
        return cls(line=problem.line, column=problem.column, message=problem.message)


class AppFileErrorBody(ErrorBody):
    """Why an app file was refused: one sentence, and every place that is wrong, at most 100."""

    problems: list[ProblemBody]


class OldErrorBody(BaseModel):
    """Body of every refusal of version 1 of the API, whose status is always 200."""

    status: Literal["ERROR"]
    msg: str
