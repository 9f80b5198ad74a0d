"""A DAG for Airflow 3: each night's crawl into the tables, a look at how much was rejected, a fresh report.

Copy it into Airflow's folder of DAGs and set the three names below. `unionwire` need not be installed beside Airflow: its
command is called, by its path.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import Any

from airflow.exceptions import AirflowFailException
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

UNIONWIRE = os.environ.get("UNIONWIRE_COMMAND", "unionwire")
CRAWL = os.environ.get("UNIONWIRE_CRAWL", "s3://news/crawl")  # with a folder a day: s3://news/crawl/2026-11-22
TABLES = os.environ.get("UNIONWIRE_TABLES", "s3://news/tables")
REPORT = os.environ.get("UNIONWIRE_REPORT", "report.html")
MOST_REJECTED = 0.05  # a larger share of bad records is for somebody to look at

with DAG(
    "unionwire_nightly",
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow puts its own time zone on it
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
    tags=["news"],
) as dag:
    # a run that is repeated adds nothing twice, so retries are safe; --json is the last line printed, and the result
    extract = BashOperator(
        task_id="extract",
        bash_command=f"{UNIONWIRE} run {CRAWL}/{{{{ ds }}}} --out {TABLES} --wait 3600 --json",
        append_env=True,
        output_processor=json.loads,
    )

    @task(retries=0)
    def check(told: dict[str, Any]) -> str:
        """Stop the night where too many records could not be read."""
        share = told["rejected"] / max(told["records"], 1)
        if share > MOST_REJECTED:
            raise AirflowFailException(f"{share:.1%} of the records were rejected: {told['rejects']}")
        return f"{told['articles']} articles added, {told['rows']['endorsements']} endorsements in all"

    report = BashOperator(task_id="report", bash_command=f"{UNIONWIRE} report {TABLES} --out {REPORT}", append_env=True)

    checked = check(extract.output)
    checked >> report
