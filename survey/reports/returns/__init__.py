"""What came back and how far it can be relied on: response accounting, careless answers, reliability."""
