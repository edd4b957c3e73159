"""Questions out: retrieve passages, compose an answer of verbatim sentences, cite, verify; and the faces that show it."""
