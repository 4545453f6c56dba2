"""The parts that printed documents are put together from, one file per idea."""
