"""What is measured with: a folder of real articles, and real questions.

RealTime QA's articles are written out as files first, those of its sample before all others.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.article import Article
from corpus.errors import FolderUnusable, Refused
from corpus.folder import READ, FoundFile, find_files
from corpus.read import read_article
from evals.datasets import realtimeqa
from evals.errors import BadFile, CantMeasure
from evals.files import read_file
from evals.speed.figures import Tell

HERE = Path(__file__).parents[1]
SAMPLES = HERE.parent / "corpus" / "samples"
QUESTIONS = HERE / "questions.jsonl"

_NEXT = "name a folder of articles, or that of the RealTime QA data, with --articles DIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Articles as files in `folder`, and questions about them or others like them."""

    name: str
    """What the user named."""
    folder: Path
    questions: tuple[str, ...]

    def files(self) -> tuple[FoundFile, ...]:
        """The articles' files, by source. Raises `CantMeasure` where there is none."""
        try:
            files = find_files(self.folder).files
        except FolderUnusable as error:
            raise CantMeasure(f"{error}; {_NEXT}") from None
        if not files:
            raise CantMeasure(f"{str(self.folder)!r} holds no article ({READ}); {_NEXT}")
        return files

    def stamp(self) -> str:
        """Another whenever an article has changed."""
        seen = "".join(f"{file.source} {file.size} {file.mtime_ns}\n" for file in self.files())
        return sha256(seen.encode()).hexdigest()[:16]

    def articles(self) -> Iterator[Article]:
        """The articles that can be read, by source; others are passed over."""
        for file in self.files():
            try:
                yield read_article(file)
            except Refused:
                continue


def open_material(path: Path | None, work: Path, tell: Tell) -> Material:
    """The articles at `path`: a folder of them, or RealTime QA's folder or articles file; pressmark's samples where None.

    Raises `CantMeasure`, `BadFile` or `BadLines`.
    """
    if path is None:
        return Material(name="the sample articles", folder=SAMPLES, questions=_own_questions())
    folder = path.parent if path.name == realtimeqa.ARTICLES else path
    if not folder.is_dir():
        raise CantMeasure(f"there are no articles at {str(path)!r}; {_NEXT}")
    if realtimeqa.is_realtimeqa(folder):
        asked = tuple(dict.fromkeys(question.question.strip() for question in realtimeqa.read_questions(folder)))
        return Material(name=str(path), folder=_written_out(folder, work, tell), questions=asked)
    material = Material(name=str(path), folder=folder, questions=_own_questions())
    material.files()
    return material


def _own_questions() -> tuple[str, ...]:
    lines = read_file(QUESTIONS).decode().splitlines()
    return tuple(dict.fromkeys(str(json.loads(line)["question"]) for line in lines if line.strip()))


def _written_out(folder: Path, work: Path, tell: Tell) -> Path:
    """RealTime QA's articles as files in `work`, made once for each version of the data."""
    path = folder / realtimeqa.ARTICLES
    stat = path.stat()
    stamp = sha256(f"2 {path.resolve()} {stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()[:12]
    out = work / f"realtimeqa-{stamp}"
    if out.is_dir():
        return out
    tell(f"writing the articles of {str(path)!r} out as files")
    first = set(realtimeqa.read_sample(folder).articles) if (folder / realtimeqa.SAMPLE).is_file() else set()
    part = work / f"realtimeqa-{stamp}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        for number, article in enumerate(realtimeqa.read_articles(folder)):
            place = part / f"{'a-sample' if article.url in first else 'b-others'}-{number // 1000:02}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:05}.txt").write_text(as_file(article), encoding="utf-8", newline="")
        part.rename(out)
    except OSError as error:
        raise BadFile(
            part, f"can't be written: {error.strerror or error}; name another folder with --work DIR"
        ) from None
    return out


def as_file(article: realtimeqa.SearchedArticle) -> str:
    """An article with what is known of it in front, as a reporter would save it."""
    known = {
        "title": article.title and " ".join(article.title.split()),
        "author": ", ".join(article.authors),
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
    }
    head = "".join(f"{key}: {value}\n" for key, value in known.items() if value)
    return f"---\n{head}---\n\n{article.text.strip()}\n"


def spread(items: Sequence[str], count: int) -> list[str]:
    """At most `count` of `items`, evenly from first to last."""
    if len(items) <= count:
        return list(items)
    return [items[at * len(items) // count] for at in range(count)]
