"""Where the words of a passage stand elsewhere in a library: the hashes of its sentences, and which passages have them.

Rows belong to passages of named generations: they are written by the commit that names one, and go with their passages.
They are written sorted, so that a first indexing fills its pages and a later one touches a few: 15 to 20 bytes a sentence.

Out of scope: what the hash of a sentence is (`index.shingles`), and what counts as a print of the same words (`qa.prints`).
"""

import json
from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from index.database import Database

SCHEMA = """
create table minhashes (
    hash integer not null, passage integer not null, primary key (hash, passage)
) strict, without rowid;
"""

MOST = 1000
"""Passages in which a sentence may stand. What stands in more is a form of words; looking at all of them would take longer
than to answer."""


def add_minhashes(database: Database, passages: Iterable[tuple[int, Sequence[int]]]) -> None:
    """Adds passages, each by its id and the hashes of its sentences. Many at once are written in less time, and less space."""
    hashes, ids = array("q"), array("q")
    for id, some in passages:
        hashes.extend(some)
        ids.extend([id] * len(some))
    order = np.lexsort((ids, hashes))
    # A million passages have four million rows, of which a list would be half a gigabyte.
    rows = ((hashes[at], ids[at]) for at in order)
    database.run_each("insert or ignore into minhashes (hash, passage) values (?, ?)", rows)


def drop_minhashes(database: Database, passages: Iterable[tuple[int, Sequence[int]]]) -> None:
    """Forgets passages, each given as it was added."""
    rows = ((hash, id) for id, hashes in passages for hash in hashes)
    database.run_each("delete from minhashes where hash = ? and passage = ?", rows)


def find_sharing(database: Database, hashes: Iterable[int]) -> dict[int, list[int]]:
    """For each hash of a sentence the ids of the passages that have it, ascending; none where more than `MOST` do."""
    sql = (
        "select value, (select json_group_array(passage) from"
        " (select passage from minhashes where hash = value order by passage limit :limit)) from json_each(:hashes)"
    )
    rows = database.all(sql, {"hashes": json.dumps([*hashes]), "limit": MOST + 1})
    found: dict[int, list[int]] = {}
    for hash, packed in rows:
        ids = json.loads(str(packed))
        found[int(str(hash))] = ids if len(ids) <= MOST else []
    return found
