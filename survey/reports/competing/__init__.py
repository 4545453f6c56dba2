"""How customers rate us beside the other suppliers they buy from."""
