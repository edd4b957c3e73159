"""What can go wrong with a question.

QuestionError
└── QuestionRefused    it is empty, or longer than any question
"""


class QuestionError(Exception):
    """The base of what this package raises."""


class QuestionRefused(QuestionError):
    """The question can't be asked; the message says why."""
