"""Who may see and do what, row by row, on every surface there is."""
