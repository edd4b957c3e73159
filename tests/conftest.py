"""What tests of the HTTP service, its client and its page share: the real model, a folder of articles, a server on loopback."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.service import Service

WIRE = "The lock at Tarn Mill will stay shut until the ninth of May, the canal trust told the Fenland Wire agency on Friday, because a boulder has bent its lower gate."

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

Boats that are longer than twelve metres can turn at Osier Basin, said the trust’s engineer, Petra Voss.
""",
    "canal/fenland.txt": f"""---
title: Lock closed by boulder
publisher: Fenland Post
published: 2024-04-13
---

{WIRE}
""",
}
"""Source and text of each: a byte order mark, Windows line ends, a character beyond 16 bits, a footnote, what must stay inert, one wire story twice."""

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]


def write_articles(folder: Path, articles: dict[str, str]) -> None:
    for source, text in articles.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="session")
def make_library(embedder: SentenceTransformerEmbedder) -> Callable[[Path], Path]:
    """Writes the articles into a folder, and indexes it."""

    def make(folder: Path) -> Path:
        write_articles(folder, ARTICLES)
        sync(folder, folder / ".pressmark", embedder)
        return folder

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
