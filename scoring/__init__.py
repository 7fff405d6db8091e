"""Arithmetic of the audit: numbers in, numbers out.

Nothing in this package reads a file, knows a questionnaire or draws a chart.

Units
-----
points   index points, 0 (closed) to 100 (open), unless a node sums raw points
share    0 to 1; coverage and thresholds
weight   zero or positive and relative: only ratios between weights matter
missing  no value, because too little was answered; never the same as 0
"""

VERSION = 1
"""Rises when the same answers to the same questionnaire can come to other points, with a line
under "Changes scores" in the changelog; an approval says with which version it was given."""
