"""Reports as files: one module per form."""
