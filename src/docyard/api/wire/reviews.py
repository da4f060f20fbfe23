"""The request that reviews a run."""

from pydantic import BaseModel, Field

from docyard.api.wire.text import Text
from docyard.services import reviews


class Correction(BaseModel):
    """A new value for a field."""

    file: Text = Field(description="Path of the file below the run's input folder.")
    document: int = Field(1, ge=1, le=1_000_000, description="Counts from 1 among the file's documents.")
    field: Text = Field(description="Name in results or in the app file.")
    value: Text = Field(max_length=100_000, description="Empty for none; JSON text for a list.")

    def to_service(self) -> reviews.Correction:
        """Return it as the service takes it."""
        return reviews.Correction(self.file, self.document, self.field, self.value)


class ClassCorrection(BaseModel):
    """Another class for a document."""

    file: Text = Field(description="Path of the file below the run's input folder.")
    document: int = Field(1, ge=1, le=1_000_000, description="Counts from 1 among the file's documents.")
    class_name: Text = Field(description="One of the app's classes, or other; the present one confirms it.")

    def to_service(self) -> reviews.ClassCorrection:
        """Return it as the service takes it."""
        return reviews.ClassCorrection(self.file, self.document, self.class_name)


class PacketCorrection(BaseModel):
    """A new value for a field of the packet."""

    field: Text = Field(description="Name of the packet field.")
    value: Text = Field(max_length=100_000, description="Empty for none.")

    def to_service(self) -> reviews.PacketCorrection:
        """Return it as the service takes it."""
        return reviews.PacketCorrection(self.field, self.value)


class ReviewRun(BaseModel):
    """What a review finds."""

    accept: bool = Field(
        default=False, description="Let the run go on to its end, whatever its values still break."
    )
    corrections: list[Correction] = Field(
        default=[], max_length=1000, description="Applied in order; rules look at the new values at once."
    )
    class_corrections: list[ClassCorrection] = Field(
        default=[],
        max_length=1000,
        description="Applied before those of values; the fields of a new class are then read from the pages.",
    )
    packet_corrections: list[PacketCorrection] = Field(
        default=[],
        max_length=1000,
        description="Applied after those of documents; the packet's rules look again.",
    )

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"accept": True, "corrections": [{"file": "a.pdf", "field": "total", "value": "119.00"}]}
            ]
        }
    }

    def to_service(self) -> reviews.Review:
        """Return it as the service takes it."""
        classes = [each.to_service() for each in self.class_corrections]
        return reviews.Review(
            corrections=[*classes, *(each.to_service() for each in self.corrections)],
            packet_corrections=[each.to_service() for each in self.packet_corrections],
            accept=self.accept,
        )
