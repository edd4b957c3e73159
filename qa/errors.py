"""What can go wrong with a question.

QuestionError
├── QuestionRefused     it is empty, or longer than any question
└── RerankerUnusable    the reranker that was named is missing, or no cross-encoder that is loaded here
"""


class QuestionError(Exception):
    """The base of what this package raises."""


class QuestionRefused(QuestionError):
    """The question can't be asked; the message says why."""


class RerankerUnusable(QuestionError):
    """The reranker `model` can't be used: `reason`."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"reranker {model!r} can't be used: {reason}")
        self.model = model
        self.reason = reason
