"""The one shape of every error body."""

from pydantic import BaseModel


class ErrorBody(BaseModel):
    """Why a request was refused: one sentence for a person."""

    message: str
