"""What a route needs, and a request to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from docyard.domain.permissions import Permission
from tests.api.permissions.world import World

# Path below ``/api`` under "path"; the rest are options of ``requests.request``.
Request = dict[str, Any]

# A permission in the workspace, or being an admin of the organization, or just in it; what needs its
# owner, who is the admin, is there for nobody else.
Needs = Permission | Literal["admin", "member", "owner"]


@dataclass(frozen=True, slots=True)
class Row:
    """One route.

    Attributes:
        aimed: the request names something of the world; strangers to it must not find that.
    """

    needs: Needs
    request: Callable[[World], Request]
    aimed: bool = True
