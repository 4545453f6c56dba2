"""Groups, waves and periods beside one another: comparisons, trends, period reports, cross-tabs."""
