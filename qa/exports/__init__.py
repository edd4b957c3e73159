"""Citations of an answer for other programs: BibTeX, RIS, CSL-JSON, a bibliography."""
