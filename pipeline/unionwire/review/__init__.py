"""Review: facts out into a spreadsheet, verdicts back in, applied on every later run.

`sheet` writes the facts for people, `judged` reads what they made of them, `claims` says what stands where several
corrections speak of one fact, `apply` makes the rows so, `take` puts it all in force, `labels` hands it to the evaluation.
"""
