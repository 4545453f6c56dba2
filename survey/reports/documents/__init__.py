"""Documents on their way from a request to a stored file, and reports under document control."""
