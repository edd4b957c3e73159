"""What tests share: the real model, an embedder of words, folders of articles, a server on loopback."""

import ctypes
import os
import random
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embed import Embedder, SentenceTransformerEmbedder, unit_rows
from index.likeness import Vectors
from index.sync import sync
from qa.service import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIRE = """The lock at Tarn Mill will stay shut until the ninth of May, the canal trust told the Fenland Wire agency on Friday, because a boulder has bent its lower gate.

The boulder came down with the thaw, and weighs as much as four cows. A crane that can lift it is on its way by water from the yard at Sedge, and is held up by the lock below, which is being painted.
"""

ARTICLES = {
    "harbour/lamp.txt": """\ufeffRed lamp on the east pier goes dark\r
\r
By Ines Arvo\r
Published 2 March 2024\r
\r
The harbour board 🛟 of Kvitnes said on Saturday that the red lamp on the east pier will be switched off for nine weeks. Divers will mend the cable that feeds the lamp.\r
\r
The board expects the work to cost 41,000 crowns.[1]\r
\r
References\r
\r
1. “Minutes of the harbour board” Kvitnes Gazette, 28 Feb. 2024, https://gazette.example.com/minutes\r
""",
    "harbour/hostile.txt": """\x1b]0;owned\x07Ferry <b>kiosk</b> reopens

The ferry kiosk at Kvitnes sells <script>document.title = "owned"</script> 300 pancakes a day, said its keeper \u202eOdd Lunde\u202c on \x1b[31mThursday\x1b[0m.
""",
    "canal/herald.txt": f"""---
title: Boulder shuts the lock at Tarn Mill
publisher: Tarn Herald
published: 2024-04-12
url: https://herald.example.com/lock
---

{WIRE}
Boats that are longer than twelve metres can turn at Osier Basin.
""",
    "canal/fenland.txt": f"""---
title: Lock closed by boulder
publisher: Fenland Post
published: 2024-04-13
---

{WIRE}""",
}
"""Source and text of each: a byte order mark, Windows line ends, a character beyond 16 bits, a footnote, what must stay inert, one wire story twice."""

MEADOW = {
    "valley/bees.txt": """Bees return to the Osk valley

By Lena Ruud
Published 4 May 2024

Beekeepers in the Osk valley counted 312 hives this spring, the most in eleven years. The count was led by Tor Hagen, who keeps forty hives above the mill.

He credits a ban on spraying before noon. Farmers had asked for the ban to be lifted in March.
""",
    "valley/mill.txt": """---
title: The mill at Osk grinds again
publisher: Valley Post
published: 2024-06-11
---

The water mill at Osk ground its first sack of rye on Tuesday after a rebuilding of two years. The miller, Anna Brekke, sells the flour on Saturdays.

The rebuilding cost 2.4 million crowns, half of it given by the county.
""",
    "coast/seals.md": """---
title: Seals counted from the air
publisher: Coast Herald
published: 2024-05-20
---

Two pilots counted 1,140 grey seals on the skerries off Varn. The count takes place every fourth year and lasted three days.

Fog kept the pilots on the ground on Sunday.
""",
}
"""Source and text of each: one without a publisher, three dates, each one passage of plain prose."""

Writer = Callable[..., None]
Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]


def write_articles(folder: Path, articles: dict[str, str]) -> None:
    for source, text in articles.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


class WordEmbedder:
    """An `Embedder` of hashed words: texts that share words are near each other. Quick, and the same everywhere."""

    def __init__(self, name: str = "words", dim: int = 256) -> None:
        self.name = name
        self.digest = sha256(f"{name} {dim}".encode()).hexdigest()
        self.dim = dim
        self.max_tokens = 254
        self.texts: list[str] = []
        """What was embedded of passages."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) for text in texts]

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._rows(texts)

    def question(self, text: str) -> Vectors:
        row: Vectors = self._rows([text])[0]
        return row

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        return np.array([[float(one == other) for other in right] for one in left], dtype=np.float32)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dim))
        for row, text in zip(rows, texts, strict=True):
            for word in _words(text):
                digest = sha256(word.encode()).digest()
                row[int.from_bytes(digest[:4], "big") % self.dim] += 1 if digest[4] % 2 else -1
        return unit_rows(rows)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.casefold())


@pytest.fixture(scope="session")
def write() -> Writer:
    """Writes articles into a folder as if they had been there for an hour: a file just changed is read once more."""

    def write(folder: Path, articles: dict[str, str], *, age_s: float = 3600) -> None:
        write_articles(folder, articles)
        then = time.time() - age_s
        for source in articles:
            os.utime(folder / source, (then, then))

    return write


@pytest.fixture(scope="session")
def chronicle() -> Callable[..., dict[str, str]]:
    """Makes articles by the number, each of `passages` paragraphs that are a passage each; the same ones every time.

    Article 3 is `f3/a3.txt`, by Paper 3, of 2013-04-15. The thirtieth, and every tenth behind it, has no date.
    """
    things = [
        "mill",
        "lamp",
        "seal",
        "hive",
        "pier",
        "ferry",
        "rye",
        "fog",
        "skerry",
        "lock",
        "boulder",
        "crane",
        "tide",
    ]

    def make(count: int, *, passages: int = 2) -> dict[str, str]:
        chance = random.Random(7)

        def sentence() -> str:
            first, second, third = chance.sample(things, 3)
            return f"The {first} of the {second} counted {chance.randint(2, 9999)} things near the {third}."

        def article(number: int) -> str:
            dated = f"published: 20{number % 20 + 10}-0{number % 9 + 1}-15\n" if number < 30 or number % 10 else ""
            paragraphs = (" ".join(sentence() for _ in range(9)) for _ in range(passages))
            head = f"---\ntitle: Notes of week {number}\npublisher: Paper {number % 7}\n{dated}---\n\n"
            return head + "\n\n".join(paragraphs) + "\n"

        return {f"f{number % 10}/a{number}.txt": article(number) for number in range(count)}

    return make


class _Capabilities(ctypes.Structure):
    """A half of what `capget` and `capset` of Linux take; `man 2 capset`."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def _bound_by_permissions() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    capabilities = (_Capabilities * 2)()
    if sys.platform != "linux" or libc.capget(header, capabilities):
        pytest.skip("runs as root, whom no permission binds")
    before = capabilities[0].effective
    capabilities[0].effective = before & ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert libc.capset(header, capabilities) == 0
    try:
        yield
    finally:
        capabilities[0].effective = before
        assert libc.capset(header, capabilities) == 0


@pytest.fixture
def bound_by_permissions() -> Callable[[], AbstractContextManager[None]]:
    """Makes the permissions of files hold for root too, as long as a block lasts."""
    return _bound_by_permissions


@pytest.fixture
def meadow(tmp_path: Path, write: Writer) -> Path:
    """A folder of three articles, not indexed, that the test may change."""
    folder = tmp_path / "news"
    write(folder, MEADOW)
    return folder


@pytest.fixture
def word_embedder() -> Embedder:
    return WordEmbedder()


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def make_library(embedder: SentenceTransformerEmbedder) -> Callable[[Path], Path]:
    """Writes the articles into a folder, and indexes it."""

    def make(folder: Path) -> Path:
        write_articles(folder, ARTICLES)
        # What changed just before it was read would be read once more by whoever asks first.
        for file in folder.rglob("*"):
            os.utime(file, (yesterday, yesterday))
        sync(folder, folder / ".pressmark", embedder)
        return folder

    yesterday = time.time() - 86_400
    return make


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Runs the service over real sockets as long as a block lasts; gives its address."""
    import uvicorn

    from qa.app import create_app

    @contextmanager
    def serve(service_factory: Callable[[], Service]) -> Iterator[str]:
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:
            config = uvicorn.Config(
                create_app(service_factory), http="h11", ws="none", lifespan="on", log_config=None, access_log=False
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            while thread.is_alive() and not server.started:
                time.sleep(0.01)
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()

    return serve


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory, make_library: Callable[[Path], Path]) -> Path:
    """An indexed folder of articles, which no test changes."""
    return make_library(tmp_path_factory.mktemp("news"))


@pytest.fixture(scope="session")
def news_url(news: Path, serving: Serving, embedder: SentenceTransformerEmbedder) -> Iterator[str]:
    """The address of a service over `news`."""
    with serving(lambda: Service.open(news, embedder=embedder)) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """The Chromium of this machine; the tests that need one are skipped where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium here; on Debian: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[dev]'")
    with playwright.sync_playwright() as driver:
        # Root, as in a container, has no sandbox to run it in.
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
