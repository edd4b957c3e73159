"""Compiling a model: sentence-transformers' own modules (transformer, pooling, whatever follows) exported as one ONNX graph.

Run as a program, `python -m index.compile MODEL FOLDER`, so that PyTorch, which the exporter needs, ends with it.

Out of scope: running what was compiled (`index.compiled`), where it is kept and when it is used (`index.embedders`).
"""

import json
import os
import shutil
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from index.agreement import Agreement, measure_agreement
from index.compilations import AGREEMENT, refuse
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
    sampled_hash,
    settings_of,
)
from index.embed import SentenceTransformerEmbedder, unit_rows
from index.errors import IndexingError
from index.likeness import TABLE

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OPSET = 23
"""The first version of ONNX with an operator for attention; without it, attention is 14 operators a layer, and slower."""

_PROBE = "The ferry Maren struck the pier at Hurn on Sunday, and the harbour board closed it until the ninth of May."


class NotCompilable(Exception):
    """A model can't be compiled, now or on another try, or does not give the original's vectors when it is."""


def compile_model(original: SentenceTransformerEmbedder, folder: Path) -> Agreement:
    """Compiles a model into `folder`, and checks it against the original. Raises `NotCompilable`, or `OSError`."""
    settings = settings_of(original.digest)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _export(original.model, folder)
    except OSError:
        raise
    except Exception as error:  # What an exporter trips over is as various as models are.
        raise NotCompilable(f"it does not export to ONNX ({_first_line(error)})") from error
    original.tokenizer.save(str(folder / TOKENIZER), pretty=False)
    prompts = original.model.prompts
    default = prompts.get(original.model.default_prompt_name or "", "")
    passage = next((prompts[name] for name in ("document", "passage", "corpus") if name in prompts), default)
    manifest = Manifest(
        settings=settings,
        dim=original.dim,
        max_tokens=original.max_tokens,
        question_prompt=prompts.get("query", default) or "",
        passage_prompt=passage or "",
        table=_find_table(folder),
        probe=_PROBE,
        probe_vector=tuple(unit_rows(original.model.encode([_PROBE], prompt="", show_progress_bar=False))[0].tolist()),
        checks={file: sampled_hash(folder / file) for file in (GRAPH, WEIGHTS, TOKENIZER)},
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest)))
    try:
        agreement = measure_agreement(original, CompiledEmbedder(folder, original.name, settings))
    except CompiledDamaged as error:
        raise NotCompilable(f"ONNX Runtime does not run it as PyTorch does ({error})") from error
    if not agreement.holds:
        raise NotCompilable(f"its vectors differ from the original's ({agreement})")
    (folder / AGREEMENT).write_text(json.dumps(asdict(agreement), indent=2))
    return agreement


def _export(model: "SentenceTransformer", folder: Path) -> None:
    """Writes the graph, optimised, and the weights beside it."""
    import torch

    onnxruntime = import_onnxruntime()

    class Graph(torch.nn.Module):
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

    raw = folder / "raw"
    raw.mkdir()
    ids = model.preprocess([_PROBE])["input_ids"]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            Graph().eval(),
            (ids,),
            input_names=[INPUT],
            output_names=["sentence_embedding"],
            dynamic_shapes=({1: torch.export.Dim.DYNAMIC},),
            opset_version=_OPSET,
            verbose=False,
        )
        assert program is not None
        program.save(str(raw / GRAPH), external_data=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # The level above this one lays weights out for one kind of processor.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / GRAPH)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", WEIGHTS)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(raw / GRAPH), options, providers=["CPUExecutionProvider"])
    shutil.rmtree(raw)


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

        compile_model(SentenceTransformerEmbedder(model), folder)
    except NotCompilable as error:
        refuse(folder, str(error))
    except ImportError as error:
        print(f"{error.name} is not installed; install it with: pip install onnx onnxscript")
        return 1
    except (OSError, IndexingError) as error:
        print(os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
