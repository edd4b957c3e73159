"""A second look, with a tiny cross-encoder made here whose taste is known: it likes passages that speak of Osier."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.embed import Embedder, SentenceTransformerEmbedder
from index.errors import ModelUnusable
from index.passage_terms import read_terms, terms_row
from index.rows import Excerpt
from index.sync import sync
from qa.cli import app
from qa.client import Client
from qa.errors import QuestionRefused, RerankerUnusable
from qa.rerank import CANDIDATES, LOG_ODDS, Reranker, rerank
from qa.retrieve import Hit
from qa.schema import Reply
from qa.service import Service

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]

QUESTION = "How much will the work on the lamp cost?"
"""Answered by `harbour/lamp.txt`, and not by the one article that speaks of Osier, `canal/herald.txt`."""

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "osier"]


def make_cross_encoder(folder: Path, *, labels: int = 1, likes: str = "osier") -> Path:
    """A cross-encoder whose score of a pair grows with the share of its words that are the one that it `likes`.

    All words share one embedding but that one, attention is uniform and passes embeddings on, and the head reads the
    number in which they differ.
    """
    import torch
    from safetensors.torch import save_file
    from transformers import BertConfig, BertForSequenceClassification

    words = [*WORDS[:-1], likes]
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        architectures=["BertForSequenceClassification"],
    )
    config.num_labels = labels
    model = BertForSequenceClassification(config)
    weights = {name: torch.zeros_like(tensor) for name, tensor in model.state_dict().items()}
    for name, tensor in weights.items():
        if name.endswith("LayerNorm.weight"):
            tensor += 1
        if name.endswith(("self.value.weight", "attention.output.dense.weight", "pooler.dense.weight")):
            tensor += torch.eye(8)
    embeddings = weights["bert.embeddings.word_embeddings.weight"]
    embeddings[:, 1] = 1
    embeddings[len(words) - 1] = torch.eye(8)[0]
    weights["classifier.weight"][:, 0] = 1
    folder.mkdir(parents=True)
    config.save_pretrained(folder)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "vocab.txt").write_text("\n".join(words))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "do_lower_case": true}')
    return folder


@pytest.fixture(scope="session")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_cross_encoder(tmp_path_factory.mktemp("models") / "likes-osier"))


@pytest.fixture
def desk(news: Path, embedder: SentenceTransformerEmbedder, cross_encoder: str) -> Iterator[Service]:
    with Service.open(news, embedder=embedder, reranker=cross_encoder) as service:
        yield service


def sources(reply: Reply) -> list[str]:
    return [passage.citation.source for passage in reply.passages]


def test_a_reranker_scores_each_passage_with_the_question(cross_encoder: str) -> None:
    scores = Reranker(cross_encoder).scores("Where?", ["A mill.", "Osier, Osier and\nOsier.", "Turn at Osier Basin."])
    assert scores[1] > scores[2] > scores[0]


def test_a_score_does_not_depend_on_what_else_is_scored_nor_on_white_space(cross_encoder: str) -> None:
    reranker = Reranker(cross_encoder)
    passages = [f"{'Osier ' * number} and then some mill by the water" for number in range(12)]
    together = reranker.scores("Where is it?", passages)
    assert len(set(together)) == 12
    assert [reranker.scores("Where is it?", [f"\n {one}\t"])[0] for one in passages] == together
    assert reranker.scores("Where is it?", passages[::-1]) == together[::-1]
    assert reranker.scores("Where is it?", []) == []


def test_a_question_longer_than_the_model_reads_is_cut(cross_encoder: str) -> None:
    reranker = Reranker(cross_encoder)
    few, many = reranker.scores("mill " * 2000, ["A mill.", "Osier Osier Osier"])
    assert many > few


def _hit(number: int, fused: float, text: str) -> Hit:
    excerpt = Excerpt(
        id=number,
        article=1,
        source="a.txt",
        start=100 * number,
        end=100 * number + len(text),
        text=text,
        title=None,
        outlet=None,
        published=None,
        vector=number,
        terms=read_terms(terms_row("")),
    )
    return Hit(excerpt=excerpt, score=fused, dense=None, bm25=None)


def test_the_first_candidates_are_mixed_with_the_fused_score_and_the_rest_keeps_its_order(cross_encoder: str) -> None:
    texts = ["mill", "mill and mill", "osier osier osier", "osier osier", "osier osier osier osier"]
    hits = [_hit(number, 1 - number / 10, text) for number, text in enumerate(texts)]
    found, looks = rerank(Reranker(cross_encoder, candidates=4), "Where?", hits, 5)
    # Of the reranker most of 0, 0, 1 and most of 1; of fusion 1, 2/3, 1/3, 0; half and half.
    assert [hit.excerpt.id for hit in found] == [2, 0, 3, 1, 4]
    assert {id: look.rank for id, look in looks.items()} == {2: 1, 3: 2, 0: 3, 1: 4}
    assert (looks[2].share, looks[0].share, looks[1].share) == (1.0, 0.0, 0.0)
    assert 0.5 < looks[3].share < 1
    assert looks[2].adds == LOG_ODDS
    assert [hit.excerpt.id for hit in rerank(Reranker(cross_encoder, candidates=4), "Where?", hits, 2)[0]] == [2, 0]


def test_what_it_likes_comes_before_what_the_rest_put_first(
    desk: Service, news: Path, embedder: SentenceTransformerEmbedder
) -> None:
    with Service.open(news, embedder=embedder) as without:
        plain = without.ask("What is shut or off at the harbour?")
    reply = desk.ask("What is shut or off at the harbour?")
    assert sources(plain)[0] != "canal/herald.txt"
    assert sources(reply)[0] == "canal/herald.txt"
    assert sorted(sources(reply)) == sorted(sources(plain))
    # Each passage is judged as it was, and so is whether the articles answer.
    assert {one.citation.source: one.score for one in reply.passages} == {
        one.citation.source: one.score for one in plain.passages
    }
    assert reply.confidence == plain.confidence


def test_it_reads_more_candidates_than_are_looked_into_and_as_many_as_it_is_told(
    tmp_path: Path, write: Callable[..., None], word_embedder: Embedder, cross_encoder: str
) -> None:
    mills = {
        f"mill-{number:02}.txt": f"Mill {number}\n\nThe mill grinds rye on day {number}.\n" for number in range(16)
    }
    late = {"osier.txt": "Notes\n\nOn some day in the far north a mill was sold at Osier, Osier, Osier and Osier.\n"}
    write(tmp_path / "news", mills | late)
    sync(tmp_path / "news", tmp_path / "library", word_embedder)

    def asked(candidates: int) -> list[str]:
        reranker = Reranker(cross_encoder, candidates=candidates)
        where = tmp_path / "library"
        with Service.open(tmp_path / "news", library=where, embedder=word_embedder, reranker=reranker) as service:
            return sources(service.ask("On which day does the mill grind rye?", k=12))

    assert "osier.txt" not in asked(16)
    assert "osier.txt" in asked(17)


def test_the_answer_and_its_confidence_stay_with_the_evidence(
    desk: Service, news: Path, embedder: SentenceTransformerEmbedder
) -> None:
    with Service.open(news, embedder=embedder) as without:
        plain = without.ask(QUESTION)
    reply = desk.ask(QUESTION)
    assert reply.answer is not None
    assert plain.answer is not None
    assert (reply.answer.text, reply.confidence) == (plain.answer.text, plain.confidence)


def test_over_http_the_reply_is_the_same(desk: Service, news: Path, serving: Serving, cross_encoder: str) -> None:
    reply = desk.ask(QUESTION, explain=True)
    with serving(lambda: Service.open(news, reranker=cross_encoder)) as url, Client(url) as client:
        there = client.ask(QUESTION, asked_on=reply.asked_on, explain=True)
    assert sources(there) == sources(reply)
    assert there.explanation is not None
    told = [one.order[-1] for one in there.explanation.passages]
    assert {part.name for part in told} == {"reranker"}
    assert sorted(part.rank or 0 for part in told) == [1, 2, 3]


def test_the_command_line_takes_it_by_its_folder(news: Path, cross_encoder: str) -> None:
    words = ["ask", str(news), QUESTION, "--reranker", cross_encoder, "--candidates", "3", "--explain", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    told = json.loads(result.stdout)["explanation"]["passages"]
    ranks = sorted(part["rank"] for one in told for part in one["order"] if part["name"] == "reranker")
    assert ranks == [1, 2, 3]


def test_a_model_of_the_hub_that_was_fetched_before_needs_no_network(tmp_path: Path, cross_encoder: str) -> None:
    fetched = tmp_path / "models--nobody--likes-osier"
    shutil.copytree(cross_encoder, fetched / "snapshots" / ("0" * 40))
    (fetched / "refs").mkdir()
    (fetched / "refs" / "main").write_text("0" * 40)
    code = (
        "from qa.rerank import Reranker\n"
        "reranker = Reranker('nobody/likes-osier')\n"
        "print(reranker.name, *reranker.scores('Where?', ['A mill.', 'At Osier.']))"
    )
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    name, mill, osier = done.stdout.split()
    assert name == "nobody/likes-osier"
    assert [float(mill), float(osier)] == Reranker(cross_encoder).scores("Where?", ["A mill.", "At Osier."])


def test_none_runs_and_none_is_loaded_unless_it_is_named(news: Path) -> None:
    code = (
        "import sys\nfrom qa.service import Service\n"
        f"reply = Service.open({str(news)!r}).ask({QUESTION!r})\n"
        "print(reply.explanation, 'qa.rerank' in sys.modules, 'qa.explain' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False", "False"]


# what is no reranker


def _nothing(folder: Path) -> None:
    folder.mkdir()


def _pickled(folder: Path) -> None:
    make_cross_encoder(folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _several(folder: Path) -> None:
    make_cross_encoder(folder, labels=3)


def _embedding(folder: Path) -> None:
    make_cross_encoder(folder)
    _set(folder / "config.json", architectures=["BertModel"])


def _saved_as_embedding(folder: Path) -> None:
    make_cross_encoder(folder)
    (folder / "config_sentence_transformers.json").write_text('{"model_type": "SparseEncoder"}')
    (folder / "modules.json").write_text("[]")


def _no_settings(folder: Path) -> None:
    make_cross_encoder(folder)
    (folder / "config.json").write_text("[]")


def _no_json(folder: Path) -> None:
    make_cross_encoder(folder)
    (folder / "config.json").write_text("{")


def _cut_short(folder: Path) -> None:
    make_cross_encoder(folder)
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:100])


def _set(path: Path, **settings: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_nothing, "there are no weights (*.safetensors) in "),
        (_pickled, "there are no weights (*.safetensors) in "),
        (_several, "it tells 3 labels apart, and a reranker gives a pair one score; name one that does, as "),
        (_embedding, "its files are those of a BertModel, which is no cross-encoder: a reranker reads question"),
        (_saved_as_embedding, "its files are those of a SparseEncoder, which is no cross-encoder"),
        (_no_settings, "its file 'config.json' holds no settings"),
        (_no_json, "its file 'config.json' can't be read: "),
    ],
)
def test_a_folder_that_is_no_cross_encoder_is_refused_before_anything_is_loaded(
    make: Callable[[Path], None], says: str, tmp_path: Path
) -> None:
    make(tmp_path / "m")
    with pytest.raises(RerankerUnusable) as caught:
        Reranker(str(tmp_path / "m"))
    assert str(caught.value).startswith(f"reranker '{tmp_path}/m' can't be used: {says}")
    assert caught.value.model == f"{tmp_path}/m"


def test_weights_that_are_cut_short_are_said_when_they_are_loaded(tmp_path: Path) -> None:
    _cut_short(tmp_path / "m")
    with pytest.raises(RerankerUnusable, match=r"sentence-transformers can't load it from '.*/m': "):
        Reranker(str(tmp_path / "m")).scores("Who?", ["Osier."])


def test_the_embedding_model_is_no_reranker() -> None:
    with pytest.raises(RerankerUnusable, match="those of a BertModel, which is no cross-encoder"):
        Reranker("all-MiniLM-L6-v2")


def test_a_name_that_is_neither_a_folder_nor_on_the_hub_is_said_with_the_next_step() -> None:
    says = r"^reranker 'no/such/name/at all' can't be used: it is neither a folder .*; name the folder of one, or fetch"
    with pytest.raises(RerankerUnusable, match=says) as caught:
        Reranker("no/such/name/at all")
    assert not isinstance(caught.value, ModelUnusable)


@pytest.mark.parametrize("candidates", [0, 101])
def test_a_count_of_candidates_that_can_not_be_is_refused(cross_encoder: str, candidates: int) -> None:
    with pytest.raises(QuestionRefused, match=f"{candidates} candidates can't be reranked; name 1 to 100"):
        Reranker(cross_encoder, candidates=candidates)


@pytest.mark.parametrize("command", ["ask", "serve"])
def test_a_bad_name_ends_a_command_with_2_before_the_folder_is_indexed(
    command: str, meadow: Path, tmp_path: Path
) -> None:
    _pickled(tmp_path / "m")
    question = ["Who?"] if command == "ask" else []
    result = CliRunner().invoke(app, [command, str(meadow), *question, "--reranker", str(tmp_path / "m")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"pressmark: reranker '{tmp_path}/m' can't be used: there are no weights")
    assert not (meadow / ".pressmark").exists()


def test_candidates_without_a_reranker_are_a_mistake_that_is_said(news: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(news), "Who?", "--candidates", "3"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "name one with --reranker" in result.stderr


def test_the_help_says_how_many_candidates_there_are() -> None:
    result = CliRunner().invoke(app, ["ask", "--help"], env={"COLUMNS": "200"})
    assert f"How many passages the reranker reads; {CANDIDATES} when not given." in " ".join(result.stdout.split())
