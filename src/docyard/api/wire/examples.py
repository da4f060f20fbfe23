"""Examples of classes, in the form that app files have."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field


class ClassExamples(BaseModel):
    """A class and texts of its documents."""

    name: str = Field(description="Of the class, as in the app file.")
    examples: list[str] = Field(description="Up to 20 texts that differ, each of up to 4,000 characters.")


class ExampleList(BaseModel):
    """What the reviewed documents of a run teach."""

    classes: list[ClassExamples]

    model_config = {
        "json_schema_extra": {
            "examples": [
                {"classes": [{"name": "Dive log", "examples": ["depth 18 m visibility good buddy otto"]}]}
            ]
        }
    }

    @classmethod
    def of(cls, found: Mapping[str, Sequence[str]]) -> "ExampleList":
        """Return what a service found."""
        return cls(classes=[ClassExamples(name=name, examples=list(texts)) for name, texts in found.items()])
