"""What models answered so far, and what they are still to be asked."""

from collections.abc import Callable, Mapping, Sequence

from docyard.domain.models import Answer, ModelReach, Question
from docyard.domain.pages import Page

Images = Callable[[Sequence[Page]], tuple[bytes, ...]]
"""Draws pages as JPEG."""


class Inquiry:
    """Takes the questions of one file and gives the answers that there are.

    Attributes:
        models: those that may be asked, by their names in app files.
        images: draws pages for models that look at them.
        open: questions without an answer, each once, in the order they were put.
    """

    def __init__(
        self, *, models: Mapping[str, ModelReach], answers: Mapping[str, Answer], images: Images
    ) -> None:
        """Begin with what is known; answers are by digest of their question."""
        self.models = models
        self.images = images
        self.open: dict[str, Question] = {}
        self._answers = answers

    @property
    def is_waiting(self) -> bool:
        """Whether there is a question without an answer."""
        return bool(self.open)

    def answer_to(self, question: Question) -> Answer | None:
        """Return the answer; without one, note the question."""
        digest = question.digest
        answer = self._answers.get(digest)
        if answer is None:
            self.open[digest] = question
        return answer
