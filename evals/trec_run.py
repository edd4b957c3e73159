"""Rankings as TREC writes a run: `question Q0 document rank score name` in each line."""

from evals.datasets.dataset import DataSet, Records
from evals.run import REPLY
from evals.saved import SavedRun

NAME = "pressmark"


def to_run(saved: SavedRun, dataset: DataSet, ranking: str = REPLY) -> str:
    """The file's text. Where articles are ranked, a document is one, by the data set's id; else a passage, `source:start-end`.

    The score falls with the rank, so that whoever sorts by it has the order of the reply.
    """
    ids = dataset.articles.ids if isinstance(dataset.articles, Records) else {}
    lines = []
    for row in saved.rows:
        passages = row.rankings[ranking].passages
        for rank, one in enumerate(passages, 1):
            name = ids.get(one.source, one.source)
            if not dataset.ranks_documents:
                name = f"{name}:{one.start}-{one.end}"
            lines.append(f"{row.id} Q0 {'_'.join(name.split())} {rank} {1 / rank:.6f} {NAME}\n")
    return "".join(lines)
