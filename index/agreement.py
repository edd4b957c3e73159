"""Whether a compiled model stands for the original: measured on passages of news, on questions, and on texts off the beaten track.

Out of scope: whether a changed ranking is a worse one. What is compiled here has to rank as the original does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embed import Embedder
from index.likeness import Vectors

WANTED: dict[str, tuple[float, float, float]] = {"float32": (0.99999, 1.0, 0.99), "int8": (0.99, 0.8, 0.9)}
"""By precision: the least cosine, and what share of first passages and of first tens has to be the same.

For int8 it is wide enough for rounding by tokens, which keeps MRR@10 on labelled questions, and too narrow for rounding by
texts, which does not.
"""

_WORDS_DIFFER = 1e-5

_TEXTS = Path(__file__).with_name("calibration.txt")
"""Once passages of the sample articles. They are no longer cut from them, since each change to reading would make another model."""

_QUESTIONS = (
    "How many people were hurt when the ferry hit the pier?",
    "Why did the ferry's captain give the order?",
    "What did the inspectors blame for the collision?",
    "How many crane drivers are on strike at Dunmarra?",
    "How long has the strike at the port lasted?",
    "Which way did the council vote on the dam?",
    "When will the lake behind Harrow Creek Dam be drained?",
    "How much money was taken from the fire district?",
    "What sentence did the bookkeeper get?",
    "Will the schools in Larkfield keep their orchestra?",
    "How many jobs are lost at the battery plant?",
    "Where did the outbreak of Legionnaires' disease start?",
    "What did the ministers agree on herring?",
    "When did the last train run to Aldermouth?",
    "What is shown in the Museum of the Isles?",
    "How many patients' files leaked from MedLattice?",
    "Who won the ninth stage in the fog?",
    "How many homes were without power after storm Ilse?",
    "What lives at the hot vents near the Azores?",
    "Who is the mayor of Larkfield?",
    "what does it cost",
    "WHEN WAS THE PIER BUILT?",
    "ferry injured how many",
    "Quel est le prix du billet d’entrée au musée ?",
)

_ODD = (
    "No.",
    "  white space\tin front,\n behind and between  ",
    "HEADLINES IN CAPITALS: MÜNCHEN, ÅRHUS, ŁÓDŹ AND SÃO PAULO",
    "3,141.59 € (+12.5 %) at 07:30 on 2024-02-29 — “net”, he said…",
    "Η γέφυρα έκλεισε για τρεις μήνες. Мост закрыли на три месяца. 橋は三か月間閉鎖された。أُغلق الجسر.",
    "e\u0301tude and étude, ﬁne and fine, ½ and 🛟🏽, soft\u00adhyphen, zero\u200bwidth, \ufeffmark",
    "https://gazette.example.com/2024/minutes?page=3#note-1 @desk #harbour",
    "word " * 3000,
)
"""What a tokenizer treats in a way of its own, and a text longer than any model reads."""

_WORDS = ("postponed", "delayed", "ferry", "boat", "minister", "Dunmarra", "41,000", "été", "x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How near a compiled model is to the original, and how near it has to be."""

    texts: int
    questions: int
    least_cosine: float
    """Of the vectors that both give one text; over all texts and questions."""
    same_top_1: float
    """The share of questions with the same first passage."""
    top_10_overlap: float
    """The share of the first ten passages that is the same; the mean over the questions."""
    words_differ: float
    """The largest difference between cosines of words."""
    wanted: tuple[float, float, float]
    """For the least cosine, the first passage and the first ten."""

    @property
    def holds(self) -> bool:
        cosine, first, ten = self.wanted
        return (
            self.least_cosine >= cosine
            and self.same_top_1 >= first
            and self.top_10_overlap >= ten
            and self.words_differ <= _WORDS_DIFFER
        )

    def __str__(self) -> str:
        return (
            f"least cosine {self.least_cosine:.7f} over {self.texts + self.questions} texts, "
            f"same first passage for {self.same_top_1:.0%} of {self.questions} questions, "
            f"first ten {self.top_10_overlap:.1%} the same"
        )


def measure_agreement(original: Embedder, compiled: Embedder, wanted: tuple[float, float, float]) -> Agreement:
    """Embeds the same texts with both: some 110 passages of news, an article in full, questions, odd texts."""
    texts = fixed_texts()
    questions = [*_QUESTIONS, " ".join(_QUESTIONS * 12)]
    passages = (original.passages(texts), compiled.passages(texts))
    asked = (_rows(original, questions), _rows(compiled, questions))
    cosines = [float((left * right).sum(axis=1).min()) for left, right in (passages, asked)]
    tops = [
        np.argsort(-(rows @ found.T), axis=1, kind="stable")[:, :10]
        for rows, found in zip(asked, passages, strict=True)
    ]
    words = original.likeness(_WORDS, _WORDS) - compiled.likeness(_WORDS, _WORDS)
    return Agreement(
        texts=len(texts),
        questions=len(questions),
        least_cosine=min(cosines),
        same_top_1=float((tops[0][:, 0] == tops[1][:, 0]).mean()),
        top_10_overlap=float(
            np.mean([len(set(left) & set(right)) / len(left) for left, right in zip(*tops, strict=True)])
        ),
        words_differ=float(np.abs(words).max()),
        wanted=wanted,
    )


def _rows(embedder: Embedder, questions: Sequence[str]) -> Vectors:
    return np.stack([embedder.question(question) for question in questions])


def fixed_texts() -> list[str]:
    """The texts of `calibration.txt`, one a line, and texts off the beaten track."""
    return [*_TEXTS.read_text(encoding="utf-8").splitlines(), *_ODD]
