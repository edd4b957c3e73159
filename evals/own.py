"""Where pressmark's own questions and articles are."""

from pathlib import Path

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions.jsonl"
SAMPLES = HERE.parent / "corpus" / "samples"
