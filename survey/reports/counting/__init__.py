"""What is counted and for whom it may be shown: columns, filters, samples, figures, disclosure."""
