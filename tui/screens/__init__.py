"""One screen a file, its looks in the .tcss beside it."""
