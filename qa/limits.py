"""How much may be asked at once."""

MAX_QUESTION = 10_000
"""Characters of a question: a long pasted article fits, a file dropped by mistake does not."""

MAX_PASSAGES = 100

MAX_NAMES = 100
"""Publishers or sources of one filter: each is a term of the query."""
