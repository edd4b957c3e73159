"""What is asked and what comes back: what is refused, and that JSON and pydantic's own reading of it agree."""

import json
from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from qa.schema import (
    Answer,
    ArticleQuery,
    AskRequest,
    Citation,
    FilterSpec,
    LibraryState,
    RankedPassage,
    Reply,
    Retriever,
    Retrievers,
    Statement,
    StatementCitation,
    Upstream,
)

REPLY = Reply(
    question="Is it “shut”?\n",
    asked_on=date(2024, 5, 1),
    answer=Answer(
        text="It is.",
        statements=(
            Statement(
                text="It is.",
                citations=(
                    StatementCitation(
                        number=1,
                        start=7,
                        end=13,
                        lines=(3, 3),
                        upstream=(Upstream(kind="footnote", start=13, end=16, marker="3"),),
                    ),
                ),
            ),
        ),
    ),
    no_answer=None,
    confidence=0.834,
    passages=(
        RankedPassage(
            rank=1,
            score=0.0,
            retrievers=Retrievers(dense=Retriever(rank=2, score=1.0)),
            citation=Citation(
                number=1,
                id="x",
                source="canal/näws.txt",
                start=7,
                end=13,
                lines=(3, 3),
                quote="It is.",
                sha256="ab",
                text_sha256="cd",
                published=date(2024, 4, 12),
                formatted="“Lock.”",
            ),
        ),
    ),
    library=LibraryState(generation=1, articles=1, passages=1, model="m"),
    took_ms=8.4,
)


@pytest.mark.parametrize("indent", [None, 2])
def test_a_reply_is_written_as_pydantic_writes_it(indent: int | None) -> None:
    assert REPLY.model_dump_json(indent=indent) == TypeAdapter(Reply).dump_json(REPLY, indent=indent).decode()


def test_a_reply_is_read_back_as_it_was_whatever_else_stands_in_it() -> None:
    assert Reply.model_validate_json(REPLY.model_dump_json()) == REPLY
    later = json.loads(REPLY.model_dump_json()) | {"mood": "calm"}
    assert Reply.model_validate(later) == REPLY


def test_what_is_no_reply_is_refused_with_the_place_of_the_fault() -> None:
    with pytest.raises(ValidationError, match=r"passages\.0\.citation\.number\n  Input should be a valid integer"):
        Reply.model_validate_json(REPLY.model_dump_json().replace('"number":1,"id"', '"number":"one","id"'))


def test_a_range_of_dates_that_ends_before_it_starts_is_refused() -> None:
    days = {"published_from": date(2024, 3, 2), "published_to": date(2024, 3, 1)}
    says = "published_from 2024-03-02 is after published_to 2024-03-01, so that no article could be between them"
    for refuse in (
        lambda: FilterSpec.model_validate(days),
        lambda: ArticleQuery.model_validate(days),
        lambda: AskRequest.model_validate({"question": "Who?", "filters": days}),
    ):
        with pytest.raises(ValidationError, match=says):
            refuse()
    assert FilterSpec(published_from=days["published_to"], published_to=days["published_to"]).publishers == ()


def test_a_request_with_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        AskRequest.model_validate({"question": "Who?", "top_k": 3})
