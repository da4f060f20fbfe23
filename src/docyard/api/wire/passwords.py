"""Passwords; they come in and never go out."""

from pydantic import BaseModel, ConfigDict, Field

from docyard.api.wire.text import Text
from docyard.services.passwords import PasswordChange


class ChangePassword(BaseModel):
    """The present password and the one to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current": "correct horse battery", "new": "staple of all batteries"}]
        }
    )

    current: Text = Field(max_length=4096, repr=False)
    new: Text = Field(
        max_length=4096, repr=False, description="12 to 1,024 characters; not the e-mail address."
    )

    def change(self) -> PasswordChange:
        """Return what was asked for."""
        return PasswordChange(current=self.current, new=self.new)
