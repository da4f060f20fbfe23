"""What models answered so far, and what they are still to be asked."""

from collections.abc import Callable, Mapping, Sequence

from docyard.domain.models import Answer, ModelReach, Question
from docyard.domain.pages import Page

Images = Callable[[Sequence[Page]], tuple[bytes, ...]]
"""Draws pages as JPEG."""

FAILED = "model"
"""Type of the alert that a model gave no answer, where the reason has no type of its own."""


class Unanswered(Exception):
    """There is no answer and will be none; the message is a sentence, ``code`` the type of alerts."""

    def __init__(self, message: str, *, code: str = FAILED) -> None:
        super().__init__(message)
        self.code = code


class Inquiry:
    """Takes the questions about one document and gives the answers that there are.

    Attributes:
        images: draws pages for models that look at them.
        open: questions without an answer, each once, in the order they were put.
    """

    def __init__(
        self, *, models: Mapping[str, ModelReach], answers: Mapping[str, Answer], images: Images
    ) -> None:
        """Begin with what is known: models by name in app files, answers by digest of their question."""
        self.images = images
        self.open: dict[str, Question] = {}
        self._models = models
        self._answers = answers

    @property
    def is_waiting(self) -> bool:
        """Whether there is a question without an answer."""
        return bool(self.open)

    def reach_of(self, model: str) -> ModelReach:
        """Return how far a model reaches.

        Raises:
            Unanswered: There is no such model.
        """
        reach = self._models.get(model)
        if reach is None:
            raise Unanswered(f"There is no language model {model!r}; an admin can set it up.")
        return reach

    def answer_to(self, question: Question) -> str | None:
        """Return the answer, JSON text that fits the question's schema; note a question that has none so far.

        Raises:
            Unanswered: The model was asked in vain, or could not be asked.
        """
        digest = question.digest
        answer = self._answers.get(digest)
        if answer is None:
            self.open[digest] = question
            return None
        if answer.body is None:
            raise Unanswered(answer.message or "The model gave no answer.", code=answer.code or FAILED)
        return answer.body
