"""How good the tables are: against labels, against floors, and one run against another."""

from unionwire.evaluate.compare import Change, Comparison, compare, compare_folders
from unionwire.evaluate.findings import Findings, from_extraction, from_tables, read_tables
from unionwire.evaluate.floors import Floors, check_floors, load_floors
from unionwire.evaluate.gold import GoldArticle, GoldError, fingerprint, load_gold
from unionwire.evaluate.score import (
    SECTIONS,
    Evaluation,
    ScoringError,
    Tally,
    evaluate,
    score_extractions,
    score_findings,
)

__all__ = [
    "SECTIONS",
    "Change",
    "Comparison",
    "Evaluation",
    "Findings",
    "Floors",
    "GoldArticle",
    "GoldError",
    "ScoringError",
    "Tally",
    "check_floors",
    "compare",
    "compare_folders",
    "evaluate",
    "fingerprint",
    "from_extraction",
    "from_tables",
    "load_floors",
    "load_gold",
    "read_tables",
    "score_extractions",
    "score_findings",
]
