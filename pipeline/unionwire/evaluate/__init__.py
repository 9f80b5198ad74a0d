"""How good the tables are: against labels, against floors, and one run against another."""

from unionwire.evaluate.compare import Change, Comparison, compare, compare_folders
from unionwire.evaluate.errors_table import error_rows, write_error_rows
from unionwire.evaluate.findings import Findings, from_extraction, from_tables, read_tables
from unionwire.evaluate.floors import Floors, check_floors, load_floors
from unionwire.evaluate.gold import GoldArticle, GoldError, fingerprint, load_gold
from unionwire.evaluate.live import evaluate_articles, extract_again
from unionwire.evaluate.score import (
    SECTIONS,
    Evaluation,
    Judgement,
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
    "Judgement",
    "ScoringError",
    "Tally",
    "check_floors",
    "compare",
    "compare_folders",
    "error_rows",
    "evaluate",
    "evaluate_articles",
    "extract_again",
    "fingerprint",
    "from_extraction",
    "from_tables",
    "load_floors",
    "load_gold",
    "read_tables",
    "score_extractions",
    "score_findings",
    "write_error_rows",
]
