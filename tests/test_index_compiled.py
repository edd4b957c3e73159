"""The compiled embedder against sentence-transformers itself: the same vectors, without PyTorch, and back to it where need be."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.folder import find_files
from corpus.read import read_article
from index.agreement import fixed_texts
from index.compilations import open_compiled
from index.compile import compile_model
from index.compiled import CompiledDamaged, CompiledEmbedder, has_int8, settings_of
from index.embed import Embedder, SentenceTransformerEmbedder
from index.embedders import ChosenEmbedder, has_gpu, open_embedder
from index.likeness import Vectors
from index.model import DEFAULT_MODEL, find_known_model, find_model
from index.sentences import find_sentences

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
QUESTIONS = (
    "How many people were hurt when the ferry hit the pier?",
    "Why did the council vote to take down the dam?",
    "Who won the ninth stage?",
    "What is shown in the museum?",
    "How many jobs are lost at the battery plant?",
)

Make = Callable[..., str]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def first_lines(cache: Path) -> list[str]:
    """What the first use of the default model says."""
    lines: list[str] = []
    open_embedder(cache=cache, say=lines.append).question("first")
    return lines


@pytest.fixture(scope="session")
def compiled(cache: Path, first_lines: list[str]) -> CompiledEmbedder:
    return open_compiled(find_model(), cache, pytest.fail)


@pytest.fixture(scope="session")
def exact(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> CompiledEmbedder:
    """The default model, compiled as where a processor has no instructions for integers of 8 bits."""
    folder = tmp_path_factory.mktemp("exact") / "model"
    assert compile_model(embedder, folder, _settings(embedder, "float32")).holds
    return open_made(folder, embedder)


@pytest.fixture(scope="session")
def sentences() -> list[str]:
    articles = [read_article(file) for file in find_files(SAMPLES).files]
    found = [
        article.text[start:end]
        for article in articles
        for start, end in find_sentences(article.text, 0, len(article.text))
    ]
    return found[:200]


@pytest.fixture(scope="session")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Saves a small BERT of random numbers with the modules behind it that a case asks for; gives its folder."""

    def make(
        name: str,
        *,
        pooling: str = "mean",
        dense: int = 0,
        include_prompt: bool = True,
        prompts: dict[str, str] | None = None,
    ) -> str:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.base.modules import Dense, Transformer
        from sentence_transformers.sentence_transformer.modules import Pooling
        from transformers import AutoTokenizer, BertConfig, BertModel

        folder = tmp_path_factory.mktemp(name)
        torch.manual_seed(7)
        config = BertConfig(
            hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, initializer_range=0.3
        )
        BertModel(config).save_pretrained(folder / "bert")
        AutoTokenizer.from_pretrained(find_model().folder).save_pretrained(folder / "bert")
        modules = [
            Transformer(str(folder / "bert"), max_seq_length=32),
            Pooling(32, pooling_mode=pooling, include_prompt=include_prompt),
        ]
        if dense:
            modules.append(Dense(32, dense))
        SentenceTransformer(modules=modules, device="cpu", prompts=prompts).save(str(folder / name))
        return str(folder / name)

    return make


@pytest.fixture(scope="module")
def shared(make_model: Make, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[str]]:
    """A model that two processes used at once for the first time, its cache, and what each said: lines, and if it has PyTorch."""
    program = """
import sys
from pathlib import Path
from index.embedders import open_embedder
lines = []
open_embedder(sys.argv[1], cache=Path(sys.argv[2]), say=lines.append).question("pier")
print(len(lines), "torch" in sys.modules)
"""
    model, cache = make_model("shared", pooling="cls"), tmp_path_factory.mktemp("shared-cache")
    processes = [_start(program, model, cache) for _ in range(2)]
    return model, cache, [process.communicate()[0] for process in processes]


def _ranking(embedder: Embedder, rows: Vectors) -> list[list[int]]:
    """The first ten of `rows` for each question."""
    return [np.argsort(-(rows @ embedder.question(question)), kind="stable")[:10].tolist() for question in QUESTIONS]


def test_the_first_use_compiles_and_says_so_in_one_line(first_lines: list[str]) -> None:
    assert first_lines == [
        "compiling model 'all-MiniLM-L6-v2', which takes half a minute, once; from then on it starts in a second"
    ]


def test_in_float32_the_vectors_are_those_of_sentence_transformers(
    exact: CompiledEmbedder, embedder: SentenceTransformerEmbedder, sentences: list[str]
) -> None:
    ours, theirs = exact.passages(sentences), embedder.passages(sentences)
    assert ours.shape == (200, 384)
    assert np.abs(ours - theirs).max() < 1e-6
    assert _ranking(exact, ours) == _ranking(embedder, theirs)
    assert np.abs(exact.question("") - embedder.question("")).max() < 1e-6
    assert exact.manifest.precision == "float32"


@pytest.mark.skipif(not has_int8(), reason="this processor has no instructions for integers of 8 bits")
def test_in_int8_the_vectors_lie_near_those_of_sentence_transformers(
    compiled: CompiledEmbedder, embedder: SentenceTransformerEmbedder, sentences: list[str]
) -> None:
    assert (compiled.manifest.precision, compiled.manifest.turned_down) == ("int8", "")
    ours, theirs = compiled.passages(sentences), embedder.passages(sentences)
    cosines = (ours * theirs).sum(axis=1)
    assert 0.993 < cosines.min() < 0.9999
    assert cosines.mean() > 0.998
    # Of two sentences that are all but equally near, either may come first.
    first = [ranked[0] for ranked in _ranking(embedder, theirs)]
    assert all(best in ranked[:2] for best, ranked in zip(first, _ranking(compiled, ours), strict=True))


def test_what_a_compiled_model_says_of_itself_is_what_the_original_says(
    compiled: CompiledEmbedder, embedder: SentenceTransformerEmbedder, sentences: list[str]
) -> None:
    assert (compiled.name, compiled.digest, compiled.dim, compiled.max_tokens) == (
        embedder.name,
        embedder.digest,
        embedder.dim,
        embedder.max_tokens,
    )
    assert compiled.count_tokens(sentences) == embedder.count_tokens(sentences)
    assert compiled.passages([]).shape == (0, 384)


def test_words_are_as_alike_as_in_the_original(
    compiled: CompiledEmbedder, embedder: SentenceTransformerEmbedder
) -> None:
    left, right = ["postponed", "ferry", "Dunmarra", ""], ["delayed", "boat", "minister"]
    assert np.array_equal(compiled.likeness(left, right), embedder.likeness(left, right))


def test_of_a_long_text_the_first_254_tokens_are_read(compiled: CompiledEmbedder) -> None:
    words = ["pier"] * 254
    assert compiled.count_tokens([" ".join(words)]) == [254]
    whole, longer, shorter = compiled.passages(
        [" ".join(words), " ".join([*words, "dam", "ferry"]), " ".join(words[1:])]
    )
    assert np.array_equal(whole, longer)
    assert not np.array_equal(whole, shorter)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_vector_is_the_same_to_the_bit_whatever_is_embedded_with_it(
    data: st.DataObject, compiled: CompiledEmbedder, sentences: list[str]
) -> None:
    order = data.draw(st.lists(st.integers(0, 29), min_size=1, max_size=12))
    alone = np.stack([compiled.passages([sentences[number]])[0] for number in order])
    assert np.array_equal(compiled.passages([sentences[number] for number in order]), alone)
    assert np.array_equal(np.stack([compiled.question(sentences[number]) for number in order]), alone)


def test_indexing_and_asking_import_no_pytorch(cache: Path, first_lines: list[str], tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from index.embedders import open_embedder
from index.sync import sync
from qa.service import Service
embedder = open_embedder(cache=Path(sys.argv[1]))
sync(Path(sys.argv[2]), Path(sys.argv[3]), embedder)
with Service.open(Path(sys.argv[2]), library=Path(sys.argv[3]), embedder=embedder) as service:
    print(service.ask("What will the repair of the dam cost?").passages[0].citation.source.split("/")[0])
print(sorted({"torch", "transformers", "sentence_transformers", "safetensors", "onnx"} & sys.modules.keys()))
"""
    assert _run(program, cache, SAMPLES, tmp_path / "library") == ["county", "[]"]


def test_nothing_is_told_to_the_makers_of_the_runtime_nor_kept_for_them(
    cache: Path, first_lines: list[str], tmp_path: Path
) -> None:
    program = """
import sys
from pathlib import Path
from index.embedders import open_embedder
open_embedder(cache=Path(sys.argv[1])).question("pier")
"""
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    assert _run(program, cache, environment=environment | home) == []
    assert list(tmp_path.iterdir()) == []


def test_attention_copies_nothing_by_heads_and_asks_for_no_mask(exact: CompiledEmbedder, tmp_path: Path) -> None:
    import onnx

    nodes = onnx.load(str(exact.folder / "model.onnx"), load_external_data=False).graph.node
    assert [len(node.input) for node in nodes if node.op_type == "Attention"] == [3] * 6
    assert not [node for node in nodes if node.op_type == "Transpose"]


@pytest.mark.skipif(not has_int8(), reason="this processor has no instructions for integers of 8 bits")
def test_all_products_are_in_int8_and_each_value_is_rounded_once(compiled: CompiledEmbedder) -> None:
    import onnx

    operators = Counter(
        node.op_type for node in onnx.load(str(compiled.folder / "model.onnx"), load_external_data=False).graph.node
    )
    assert (operators["MatMulIntegerToFloat"], operators["MatMul"], operators["QuantizeLinear"]) == (36, 0, 24)


def test_a_model_is_lowered_by_texts_that_stay_as_they_are() -> None:
    """Whoever changes one of these raises the format, so that what was compiled before is not taken for the same."""
    texts = "\n".join(fixed_texts())
    assert (settings_of("")["format"], sha256(texts.encode()).hexdigest()[:12]) == ("5", "abbfe3df4ab0")


def test_status_tells_what_runs_without_compiling(cache: Path, first_lines: list[str], tmp_path: Path) -> None:
    assert re.fullmatch(
        r"ONNX Runtime \d+\.\d+, (int8|float32): least cosine (1\.0|0\.99\d+) over \d+ texts, "
        r"same first passage for (8|9|10)\d% of 25 questions, first ten (9\d|100)\.\d% the same",
        open_embedder(cache=cache).runtime,
    )
    assert open_embedder(cache=tmp_path).runtime == "ONNX Runtime, once it is compiled on first use"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "damage", "reason"),
    [
        ("weights.bin", lambda data: data[:-4096], "its file 'weights.bin' is not as it was written"),
        (
            "weights.bin",
            lambda data: data[:1000] + b"\xff" + data[1001:],
            "its file 'weights.bin' is not as it was written",
        ),
        (
            "model.onnx",
            lambda data: data.replace(b"MatMul", b"MatMxl"),
            "its file 'model.onnx' is not as it was written",
        ),
        ("compiled.json", lambda data: data[:-1], "Expecting"),
        (
            "compiled.json",
            lambda data: data.replace(b'"onnxruntime": "1.', b'"onnxruntime": "0.'),
            "another program, machine",
        ),
        (
            "compiled.json",
            lambda data: data.replace(b'"machine": "', b'"machine": "s390x '),
            "another program, machine",
        ),
        (
            "compiled.json",
            lambda data: data.replace(b'"dim": 384', b'"dim": 38'),
            "gives another vector than when it was made",
        ),
        ("compiled.json", lambda data: data.replace(b'"dim": 384, ', b""), "missing 1 required keyword-only argument"),
    ],
)
def test_a_damaged_or_foreign_compiled_model_is_told(
    compiled: CompiledEmbedder, cache: Path, tmp_path: Path, file: str, damage: Callable[[bytes], bytes], reason: str
) -> None:
    copy = _copy(cache, tmp_path)
    data = (copy / file).read_bytes()
    (copy / file).unlink()
    (copy / file).write_bytes(damage(data))
    assert (copy / file).read_bytes() != data
    with pytest.raises(CompiledDamaged, match=reason):
        CompiledEmbedder(copy, compiled.name, compiled.manifest.settings)


def test_a_graph_that_computes_something_else_is_told(compiled: CompiledEmbedder, cache: Path, tmp_path: Path) -> None:
    from index.compiled import sampled_hash

    copy = _copy(cache, tmp_path)
    weights = bytearray((copy / "weights.bin").read_bytes())
    weights[-3000:] = bytes(3000)
    (copy / "weights.bin").unlink()
    (copy / "weights.bin").write_bytes(weights)
    record = json.loads((copy / "compiled.json").read_bytes())
    record["checks"]["weights.bin"] = sampled_hash(copy / "weights.bin")
    (copy / "compiled.json").unlink()
    (copy / "compiled.json").write_text(json.dumps(record))
    with pytest.raises(CompiledDamaged, match="gives another vector than when it was made"):
        CompiledEmbedder(copy, compiled.name, compiled.manifest.settings)


def test_a_cache_that_cannot_be_written_leaves_the_original(
    embedder: SentenceTransformerEmbedder, tmp_path: Path, sentences: list[str]
) -> None:
    (tmp_path / "file").touch()
    lines: list[str] = []
    chosen = open_embedder(cache=tmp_path / "file", say=lines.append)
    assert np.array_equal(chosen.passages(sentences[:3]), embedder.passages(sentences[:3]))
    assert lines == [
        f"model 'all-MiniLM-L6-v2' is not compiled, so it starts and runs slower: the cache folder "
        f"'{tmp_path}/file' can't be written (Not a directory); set PRESSMARK_CACHE to another"
    ]
    assert chosen.runtime == open_embedder(cache=tmp_path / "file").runtime
    assert chosen.runtime.startswith("sentence-transformers, because the cache folder")


def test_a_damaged_model_in_a_cache_that_cannot_be_written_leaves_the_original_and_says_so_in_one_line(
    cache: Path, first_lines: list[str], embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    (made,) = [path for path in (cache / "models").iterdir() if path.is_dir()]
    copy = Path(shutil.copytree(made, tmp_path / "cache" / "models" / made.name))
    (copy / "weights.bin").write_bytes(b"")
    # Permissions mean nothing to root, but nobody opens a folder as a file.
    copy.with_name(f"{copy.name}.lock").mkdir()
    lines: list[str] = []
    chosen = open_embedder(cache=tmp_path / "cache", say=lines.append)
    assert np.array_equal(chosen.question("pier"), embedder.question("pier"))
    assert lines == [
        f"model 'all-MiniLM-L6-v2' is not compiled, so it starts and runs slower: the cache folder "
        f"'{tmp_path}/cache' can't be written (Is a directory); set PRESSMARK_CACHE to another"
    ]


def test_no_space_for_the_cache_leaves_the_original(embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with (tmp_path / "model" / "model.safetensors").open("wb") as file:
        file.truncate(8 << 40)  # A sparse file: 8 TB on paper.
    lines: list[str] = []
    files = replace(find_model(), folder=tmp_path / "model")
    chosen = ChosenEmbedder(files, tmp_path / "cache", lines.append)
    assert np.array_equal(chosen.question("pier"), embedder.question("pier"))
    (line,) = lines
    assert ChosenEmbedder(files, tmp_path / "cache", pytest.fail).runtime.startswith(
        "sentence-transformers, because compiling it takes 33,554,432 MB"
    )
    assert re.search(r"compiling it takes 33,554,432 MB in '.*/cache/models', which has [\d,]+ MB left$", line)


def test_prompts_and_another_pooling_without_normalisation_are_compiled_rightly(
    make_model: Make, tmp_path: Path, sentences: list[str]
) -> None:
    original = SentenceTransformerEmbedder(
        make_model("asks", pooling="max", dense=24, prompts={"query": "query: ", "document": "passage: "})
    )
    assert compile_model(original, tmp_path / "made", _settings(original, "float32")).holds
    ours = open_made(tmp_path / "made", original)
    assert (ours.dim, ours.max_tokens) == (24, 30)
    rows, theirs = ours.passages(sentences[:60]), original.passages(sentences[:60])
    assert np.abs(rows - theirs).max() < 1e-6
    assert np.abs(ours.question("pier") - original.question("pier")).max() < 1e-6
    assert np.abs(ours.question("pier") - ours.passages(["pier"])[0]).max() > 1e-3
    assert _ranking(ours, rows) == _ranking(original, theirs)


def _settings(original: SentenceTransformerEmbedder, precision: str) -> dict[str, str]:
    return settings_of(original.digest) | {"precision": precision}


def open_made(folder: Path, original: SentenceTransformerEmbedder) -> CompiledEmbedder:
    settings = json.loads((folder / "compiled.json").read_bytes())["settings"]
    return CompiledEmbedder(folder, original.name, settings)


def test_a_model_that_leaves_its_prompt_out_of_the_pooling_runs_in_the_original(
    make_model: Make, tmp_path: Path, sentences: list[str]
) -> None:
    model = make_model("instructed", include_prompt=False, prompts={"query": "Represent the question: "})
    lines: list[str] = []
    chosen = open_embedder(model, cache=tmp_path, say=lines.append)
    original = SentenceTransformerEmbedder(model)
    rows = chosen.passages(sentences[:60])
    assert _ranking(chosen, rows) == _ranking(original, original.passages(sentences[:60]))
    assert len(lines) == 2
    assert re.search(r"is not compiled, so .*: its vectors differ from the original's \(least cosine 0\.\d+", lines[1])

    again: list[str] = []
    open_embedder(model, cache=tmp_path, say=again.append).question("pier")
    assert again == lines[1:]
    (refused,) = [path for path in (tmp_path / "models").iterdir() if path.is_dir()]
    assert lines[1].endswith(f"; to have it tried again, remove '{refused}'")


def test_a_model_that_does_not_export_runs_in_the_original(tmp_path: Path, sentences: list[str]) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(find_model().folder / "tokenizer.json"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=16)], device="cpu").save(
        str(tmp_path / "model")
    )
    lines: list[str] = []
    chosen = open_embedder(str(tmp_path / "model"), cache=tmp_path / "cache", say=lines.append)
    original = SentenceTransformerEmbedder(str(tmp_path / "model"))
    rows = chosen.passages(sentences[:60])
    assert rows.shape == (60, 16)
    assert _ranking(chosen, rows) == _ranking(original, original.passages(sentences[:60]))
    assert len(lines) == 2
    assert "is not compiled, so it starts and runs slower: it does not export to ONNX (" in lines[1]


def test_pooling_of_the_first_token_is_compiled_rightly(
    shared: tuple[str, Path, list[str]], sentences: list[str]
) -> None:
    model, cache, _ = shared
    chosen, original = open_embedder(model, cache=cache, say=pytest.fail), SentenceTransformerEmbedder(model)
    assert (chosen.passages(sentences[:60]) * original.passages(sentences[:60])).sum(axis=1).min() > 0.99
    assert "ONNX Runtime" in chosen.runtime


def test_processes_that_compile_at_once_make_one_model(shared: tuple[str, Path, list[str]]) -> None:
    _, cache, said = shared
    assert sorted(said) == ["0 False\n", "1 False\n"]
    assert sorted(path.suffix for path in (cache / "models").iterdir()) == ["", ".lock"]


def test_a_damaged_model_is_made_again_and_a_write_that_fails_midway_leaves_no_half(
    shared: tuple[str, Path, list[str]],
) -> None:
    model, cache, _ = shared
    (folder,) = [path for path in (cache / "models").iterdir() if path.is_dir()]
    (folder / "weights.bin").write_bytes(b"")
    program = """
import resource, sys
from pathlib import Path
import numpy as np
from index.embed import SentenceTransformerEmbedder
from index.embedders import open_embedder
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
chosen = open_embedder(sys.argv[1], cache=Path(sys.argv[2]), say=print)
texts = ["pier", "The ferry struck the pier at Hurn."]
print(np.array_equal(chosen.passages(texts), SentenceTransformerEmbedder(sys.argv[1]).passages(texts)))
"""
    damaged, making, failed, same = _run(program, model, cache)
    assert damaged.endswith("can't be used (its file 'weights.bin' is not as it was written); it is made again")
    assert making.startswith("compiling model")
    assert failed == f"model {model!r} is not compiled, so it starts and runs slower: " + (
        "what is compiled can't be written to the cache (File too large)"
    )
    assert same == "True"
    assert [path.suffix for path in (cache / "models").iterdir()] == [".lock"]


def test_what_an_earlier_version_compiled_is_removed_unless_another_installation_or_machine_may_use_it(
    make_model: Make, tmp_path: Path
) -> None:
    model, cache = make_model("outdated"), tmp_path / "cache"
    for there in (tmp_path / "elsewhere", tmp_path / "gone"):
        (there / "index").mkdir(parents=True)
        (there / "index" / "compilations.py").touch()
    shutil.rmtree(tmp_path / "gone")
    now = settings_of(find_model(model).digest)
    older = {
        "ours": (now | {"format": "1"}, [ROOT]),
        "runtime": (now | {"onnxruntime": "1.20"}, [ROOT]),
        "left": (now | {"format": "2"}, [tmp_path / "gone", ROOT]),
        "shared": (now | {"format": "1"}, [ROOT, tmp_path / "elsewhere"]),
        "unknown": (now | {"format": "1"}, []),
        "arm": (now | {"format": "1", "machine": "aarch64 little"}, [ROOT]),
        "other": (now | {"format": "1", "digest": "another model"}, [ROOT]),
    }
    for name, (made_with, users) in older.items():
        (cache / "models" / name).mkdir(parents=True)
        (cache / "models" / name / "compiled.json").write_text(json.dumps({"settings": made_with}))
        (cache / "models" / name / "weights.bin").write_bytes(bytes(1_000_000))
        (cache / "models" / name / "users.txt").write_text("".join(f"{path}\n" for path in users))
    lines: list[str] = []
    open_embedder(model, cache=cache, say=lines.append).question("pier")
    assert lines[1:] == ["removed what an earlier version had compiled of this model (3 MB)"]
    found = {path.name for path in (cache / "models").iterdir() if path.is_dir()}
    assert found & older.keys() == {"shared", "unknown", "arm", "other"}
    (made,) = found - older.keys()

    for _ in range(2):
        open_embedder(model, cache=cache, say=pytest.fail).question("pier")
    assert (cache / "models" / made / "users.txt").read_text() == f"{ROOT}\n"


def test_a_model_that_is_open_goes_on_when_its_files_are_removed(make_model: Make, tmp_path: Path) -> None:
    model = make_model("removed")
    chosen = open_embedder(model, cache=tmp_path)
    before = chosen.question("pier")
    shutil.rmtree(tmp_path)
    assert np.array_equal(chosen.question("pier"), before)
    assert chosen.likeness(["pier"], ["pier"]).tolist() == [[1.0]]


def test_a_model_that_is_not_there_is_said_as_by_the_original(cache: Path, tmp_path: Path) -> None:
    from index.errors import ModelUnusable

    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnusable, match="there are no weights"):
        open_embedder(str(tmp_path / "empty"), cache=cache)


def test_a_digest_is_remembered_until_a_file_changes(make_model: Make, tmp_path: Path) -> None:
    model = Path(make_model("known"))
    for path in model.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    first = find_known_model(str(model), tmp_path)
    assert first == find_model(str(model))
    (note,) = tmp_path.iterdir()
    note.write_text(note.read_text().replace(first.digest, "remembered"))
    assert find_known_model(str(model), tmp_path).digest == "remembered"
    (model / "config.json").write_text((model / "config.json").read_text() + " ")
    changed = find_known_model(str(model), tmp_path)
    assert changed == find_model(str(model))
    assert changed.digest != first.digest


def test_the_default_model_is_known_without_reading_it(tmp_path: Path) -> None:
    assert find_known_model(DEFAULT_MODEL, tmp_path) == find_model()
    assert list(tmp_path.iterdir()) == []


def test_pytorch_is_not_imported_to_find_that_there_is_no_gpu() -> None:
    program = "import sys; from index.embedders import has_gpu; print(has_gpu(), 'torch' in sys.modules)"
    if has_gpu():
        pytest.skip("there is a GPU here")
    assert _run(program) == ["False False"]


def _copy(cache: Path, tmp_path: Path) -> Path:
    (made,) = [path for path in (cache / "models").iterdir() if path.is_dir()]
    return Path(shutil.copytree(made, tmp_path / "copy", copy_function=os.link))


def _start(program: str, *arguments: object, environment: Mapping[str, str] = os.environ) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, *map(str, arguments)],
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def _run(program: str, *arguments: object, environment: Mapping[str, str] = os.environ) -> list[str]:
    with _start(program, *arguments, environment=environment) as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    return out.splitlines()
