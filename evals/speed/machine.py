"""What the figures were measured on: without it they say nothing."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.compiled import cores

_PACKAGES = ("pressmark", "numpy", "onnxruntime", "openvino", "torch", "sentence-transformers", "faiss-cpu", "tantivy")


def describe_machine() -> dict[str, str | int | float | dict[str, str]]:
    """Processor, cores, memory (bytes), system, and the versions of what runs."""
    import psutil

    return {
        "processor": _processor(),
        "cores": cores(),
        "memory": int(psutil.virtual_memory().total),
        "load": round(psutil.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Those of `_PACKAGES` that are installed here."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
