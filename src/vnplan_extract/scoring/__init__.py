"""How good is a Plan: gold files, comparison by each field's declared metric, intervals, a report.

The package is not called `score` because `vnplan_extract.score` is the function.
"""
