"""Parts of lists: ``limit`` and ``offset``, alike in every list of ours."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

LARGEST_PAGE = 1000

Limit = Annotated[
    int,
    Query(ge=1, description=f"Most entries of the answer; larger numbers are cut to {LARGEST_PAGE}."),
    AfterValidator(lambda limit: min(limit, LARGEST_PAGE)),
]
Offset = Annotated[int, Query(ge=0, le=2**62, description="How many entries to skip.")]
