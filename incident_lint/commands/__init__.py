"""One module per command: from parsed arguments to what is printed and the exit code."""
