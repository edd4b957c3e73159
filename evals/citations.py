"""Whether the citations of many replies hold: each file is read once, and not for every reply that cites it."""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256

from corpus.article import Article
from qa.reply import Reply
from qa.schema import CitationCheck
from qa.service import Service
from qa.verify import read_cited, verify_reply

Check = Callable[[Reply], Sequence[CitationCheck]]
"""Checks the citations of a reply, and of its statements."""


def check_against_files(service: Service) -> Check:
    """Against the files as they are when first read, taken apart again: what `Service.verify` does."""
    return _check(service, lambda source, file: read_cited(service.folder, file, (source,))[source])


def check_against_library(service: Service) -> Check:
    """Against the library's articles, whose files must be as they were written: records are no files to be taken apart."""

    def read(source: str, file: str) -> Article | str:
        with service.library() as library:
            stored = library.find_article(source)
        path = service.folder / file
        if stored is None or not path.is_file() or sha256(path.read_bytes()).hexdigest() != stored.article.sha256:
            return "the file is not the one that the library was made of"
        return stored.article

    return _check(service, read)


def _check(service: Service, read: Callable[[str, str], Article | str]) -> Check:
    with service.library() as library:
        files = library.files()
    read_once = cache(lambda source: read(source, files[source]))
    return lambda reply: verify_reply(reply, service.folder, files, read=read_once).checks
