"""What the service counts, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from qa.reply import Reply

MEDIA_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)


class Metrics:
    """Counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "pressmark_questions",
            "Questions that got a reply, by whether it answers or declines.",
            ["outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "pressmark_question_seconds",
            "Time from a question to its reply.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._problems = Counter(
            "pressmark_problems", "Requests that ended in a problem, by status.", ["status"], registry=self._registry
        )
        for outcome in ("answered", "declined"):
            self._questions.labels(outcome)

    def count_reply(self, reply: Reply) -> None:
        self._questions.labels("declined" if reply.answer is None else "answered").inc()
        self._seconds.observe(reply.took_ms / 1000)

    def count_problem(self, status: int) -> None:
        self._problems.labels(str(status)).inc()

    def as_text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
