"""The formats that the citations of an answer are exported in."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """By the name that the command line has for it."""

    BIBLIOGRAPHY = "bibliography"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"


MEDIA_TYPES = {
    ExportFormat.BIBLIOGRAPHY: "text/x-bibliography",
    ExportFormat.BIBTEX: "application/x-bibtex",
    ExportFormat.RIS: "application/x-research-info-systems",
    ExportFormat.CSL_JSON: "application/vnd.citationstyles.csl+json",
}
"""As DOI registries name them in content negotiation."""
