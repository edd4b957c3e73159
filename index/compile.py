"""Compiling a model: sentence-transformers' own modules (transformer, pooling, whatever follows) exported as one ONNX graph.

Run as a program, `python -m index.compile MODEL FOLDER`, so that PyTorch, which the exporter needs, ends with it.

Out of scope: running what was compiled (`index.compiled`), where it is kept and when it is used (`index.embedders`).
"""

import json
import os
import sys
import warnings
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.agreement import WANTED, Agreement, fixed_texts, measure_agreement
from index.compilations import AGREEMENT
from index.compiled import (
    GRAPH,
    INPUT,
    MANIFEST,
    TOKENIZER,
    WEIGHTS,
    CompiledDamaged,
    CompiledEmbedder,
    Manifest,
    import_onnxruntime,
    open_session,
    sampled_hash,
    settings_of,
)
from index.compiler import refuse
from index.embed import SentenceTransformerEmbedder, unit_rows
from index.errors import IndexingError, ModelUnusable
from index.likeness import TABLE

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OPSET = 23
"""The first version of ONNX with an operator for attention; without it, attention is 14 operators a layer, and slower."""

_PROBE = "The ferry Maren struck the pier at Hurn on Sunday, and the harbour board closed it until the ninth of May."


class NotCompilable(Exception):
    """A model can't be compiled, now or on another try, or does not give the original's vectors when it is."""


def compile_model(original: SentenceTransformerEmbedder, folder: Path, settings: dict[str, str]) -> Agreement:
    """Compiles a model into `folder`, in the precision of `settings`, or in float32 where that is too low.

    Raises `NotCompilable`, or `OSError`.
    """
    from index.graph import join_heads
    from index.int8 import lower

    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_text(original.tokenizer.to_str(), encoding="utf-8")
    texts = [_token_numbers(original, text) for text in fixed_texts()]
    with TemporaryDirectory(dir=folder) as scratch:
        raw = Path(scratch) / GRAPH
        try:
            _export(original.model, raw)
            join_heads(raw, texts)
        except OSError:
            raise
        except Exception as error:  # What an exporter trips over is as various as models are.
            raise NotCompilable(f"it does not export to ONNX ({_first_line(error)})") from error
        turned_down = ""
        if settings["precision"] == "int8":
            try:
                lowered = Path(scratch) / "int8.onnx"
                lower(raw, lowered, texts)
                return _finish(original, folder, lowered, _manifest(original, settings, "int8", turned_down))
            except OSError:
                raise
            except NotCompilable as error:
                turned_down = f"in int8 {error}"
            except Exception as error:  # As above.
                turned_down = f"it can't be rounded to int8 ({_first_line(error)})"
        return _finish(original, folder, raw, _manifest(original, settings, "float32", turned_down))


def _token_numbers(original: SentenceTransformerEmbedder, text: str) -> npt.NDArray[np.int64]:
    encoding = original.tokenizer.encode(text, add_special_tokens=False)
    encoding.truncate(original.max_tokens)
    return np.array([original.tokenizer.post_process(encoding).ids], dtype=np.int64)


def _manifest(
    original: SentenceTransformerEmbedder, settings: dict[str, str], precision: str, turned_down: str
) -> Manifest:
    prompts = original.model.prompts
    default = prompts.get(original.model.default_prompt_name or "", "")
    passage = next((prompts[name] for name in ("document", "passage", "corpus") if name in prompts), default)
    return Manifest(
        settings=settings,
        dim=original.dim,
        max_tokens=original.max_tokens,
        question_prompt=prompts.get("query", default) or "",
        passage_prompt=passage or "",
        precision=precision,
        turned_down=turned_down,
        table=None,
        probe=_PROBE,
        probe_vector=(),
        checks={},
    )


def _finish(original: SentenceTransformerEmbedder, folder: Path, graph: Path, manifest: Manifest) -> Agreement:
    """Optimises the graph into `folder`, adds what goes with it, and checks what the folder then holds."""
    try:
        _optimise(graph, folder)
        (row,) = open_session(folder / GRAPH).run(None, {INPUT: _token_numbers(original, _PROBE)})
        manifest = replace(
            manifest,
            table=_find_table(folder),
            probe_vector=tuple(unit_rows(row)[0].tolist()),
            checks={file: sampled_hash(folder / file) for file in (GRAPH, WEIGHTS, TOKENIZER)},
        )
    except OSError:
        raise
    except Exception as error:  # ONNX Runtime raises bare exceptions of its own.
        raise NotCompilable(f"ONNX Runtime does not run it ({_first_line(error)})") from error
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest)))
    try:
        compiled = CompiledEmbedder(folder, original.name, manifest.settings)
        agreement = measure_agreement(original, compiled, WANTED[manifest.precision])
    except (CompiledDamaged, ModelUnusable) as error:
        raise NotCompilable(f"ONNX Runtime does not run it as PyTorch does ({error})") from error
    if not agreement.holds:
        raise NotCompilable(f"its vectors differ from the original's ({agreement})")
    (folder / AGREEMENT).write_text(json.dumps(asdict(agreement), indent=2))
    return agreement


def _export(model: "SentenceTransformer", graph: Path) -> None:
    """Writes the graph as PyTorch exports it, and the weights beside it."""
    import torch

    class Modules(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            features = {
                "input_ids": ids,
                "attention_mask": torch.ones_like(ids),
                "token_type_ids": torch.zeros_like(ids),
            }
            row: torch.Tensor = self.model(features)["sentence_embedding"]
            return row

    ids = model.preprocess([_PROBE])["input_ids"]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            Modules().eval(),
            (ids,),
            input_names=[INPUT],
            output_names=["sentence_embedding"],
            dynamic_shapes=({1: torch.export.Dim.DYNAMIC},),
            opset_version=_OPSET,
            verbose=False,
        )
        assert program is not None
        program.save(str(graph), external_data=True)


def _optimise(graph: Path, folder: Path) -> None:
    """Writes the graph as ONNX Runtime makes it ready to run."""
    for file in (GRAPH, WEIGHTS):
        (folder / file).unlink(missing_ok=True)
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # The level above this one lays weights out for one kind of processor.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / GRAPH)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    try:
        onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception:
        # That nothing more can be written says nothing about the model, and may be otherwise tomorrow.
        (folder / "probe").write_bytes(bytes(1 << 20))
        (folder / "probe").unlink()
        raise


def _find_table(folder: Path) -> tuple[int, int, int] | None:
    import onnx

    for weights in onnx.load(str(folder / GRAPH), load_external_data=False).graph.initializer:
        if weights.name.endswith(TABLE) and weights.data_type == onnx.TensorProto.FLOAT:
            place = {entry.key: entry.value for entry in weights.external_data}
            pieces, dim = weights.dims
            return int(place["offset"]), pieces, dim
    return None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


def main(model: str, folder: Path) -> int:
    """Compiles; of a model that can't be, leaves the reason in `folder`. What else is in the way goes to standard output."""
    try:
        import_onnxruntime()  # Before onnxscript does.
        import onnx  # noqa: F401
        import onnxscript  # noqa: F401

        original = SentenceTransformerEmbedder(model)
        compile_model(original, folder, settings_of(original.digest))
    except NotCompilable as error:
        refuse(folder, str(error))
    except ImportError as error:
        print(f"{error.name} is not installed; install it with: pip install onnx onnxscript")
        return 1
    except (OSError, IndexingError) as error:
        no_room = isinstance(error, OSError) and error.errno
        print(f"what is compiled can't be written to the cache ({os.strerror(no_room)})" if no_room else error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
