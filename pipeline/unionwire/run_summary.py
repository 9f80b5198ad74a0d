"""What a run says at its end: what became of the records, what the tables hold now, how to look at it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from unionwire.reasons import Code
from unionwire.wording import counted

if TYPE_CHECKING:
    from unionwire.run_report import RunReport

_SHOWN = (
    "articles",
    "mentions",
    "membership_counts",
    "endorsements",
    "relationships",
    "unions",
    "candidates",
    "positions",
    "national_local",
    "rejects",
)
# by the code of a reject, which option may help
_HINTS: dict[str, str] = {
    Code.NO_TEXT: "--field text=COLUMN names the field that holds it",
    Code.NO_TEXT_COLUMN: "--field text=COLUMN names the column that holds it",
    Code.TOO_LONG: "--max-chars lets longer texts through",
    Code.TIME_LIMIT: "--limit-seconds gives an article more time",
    Code.WORKER_DIED: "fewer --workers leave each more memory",
}


def summary(report: RunReport, out: str) -> str:
    """What a run did, for a person; `out` is the output as it was named."""
    return "\n".join([*_records(report), "", *_tables(report), "", *_ways(report, out)])


def hints(report: RunReport) -> list[str]:
    """For what was rejected, the options that may help, a line each."""
    said = {code.value: code.said for code in Code}
    return [
        f"{count:,} rejected for {said[code]!r}: {_HINTS[code]}"
        for code, count in _most(report)
        # a record without a text among others is just that
        if code in _HINTS and (code != Code.NO_TEXT or 2 * count >= report.n_read)
    ]


def rejected(report: RunReport) -> str:
    """The line on rejects of a run that says nothing else; empty where there are none."""
    said = ", ".join(f"{count:,} {why}" for why, count in report.rejects.most_common())
    return f"rejected {report.n_rejected:,} ({said}): see the table rejects" if report.n_rejected else ""


def _most(report: RunReport) -> list[tuple[str, int]]:
    return sorted(report.codes.items(), key=lambda item: (-item[1], item[0]))


def _records(report: RunReport) -> list[str]:
    read = f"{counted(report.n_read, 'record')} of {counted(report.n_files, 'file')}"
    if report.n_passed_over:
        read += f" ({counted(report.n_passed_over, 'file of another format', 'files of other formats')} passed over)"
    added = f"added      {counted(report.n_articles, 'article')}, "
    if report.n_reprocessed or report.n_not_reprocessed:
        added = f"redone     {counted(report.n_reprocessed, 'article')} of the tables, {report.n_articles:,} added, "
    added += f"{report.n_relevant:,} of them kept by the screen, {counted(report.n_copies, 'copy of another', 'copies of others')}"
    skipped = f"{report.n_present:,} already in the tables, {report.n_repeated:,} repeated within the input"
    if report.n_same_id_other_text:
        skipped += f" ({report.n_same_id_other_text:,} of them with another text under the same id)"
    lines = [f"read       {read}", added]
    if report.n_not_reprocessed:
        lines.append(
            f"  {report.n_not_reprocessed:,} stay as they were: the screen had dropped them, "
            "and their texts are not in the input"
        )
    again = f", and {report.n_rejected_before:,} again as before" if report.n_rejected_before else ""
    lines += [f"skipped    {skipped}", f"rejected   {report.n_rejected:,}{again}"]
    return lines + [f"  {count:,} {why}" for why, count in report.rejects.most_common()]


def _tables(report: RunReport) -> list[str]:
    """The rows that the run brought and all rows, by table; tables over all articles are made, not added to."""
    lines = [f"{'':20}{'this run':>12}{'in all':>12}"]
    for name in _SHOWN:
        brought = report.n_rejected if name == "rejects" else report.added.get(name)
        shown = "" if brought is None else f"{brought:,}"
        lines.append(f"{name:20}{shown:>12}{report.rows.get(name, 0):>12,}")
    return lines


def _ways(report: RunReport, out: str) -> list[str]:
    folder = shlex.quote(out)
    article = shlex.quote(report.example) if report.example is not None else "ARTICLE"
    return [
        f"tables in  {out}",
        f"look       unionwire show {folder}",
        f"page       unionwire report {folder}",
        f"article    unionwire explain {folder} --id {article}",
        f"Python     unionwire.load({out!r}).endorsements_wide()",
    ]
