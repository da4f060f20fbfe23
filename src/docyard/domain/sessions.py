"""Sessions: how long somebody who signed in stays so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person's session; its value is known only to their browser.

    Attributes:
        used_at: when it was last used; written down once a minute at most.
        expires_at: when it ends however much it is used.
        user_agent: what the browser called itself, shortened.
    """

    id: UUID
    organization_id: str
    user_id: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    ip: str | None
    user_agent: str

    def is_over(self, now: datetime, *, idle: timedelta) -> bool:
        """Tell whether it has expired, or was unused for too long."""
        return now >= min(self.expires_at, self.used_at + idle)
