"""What happened: the event log, feeds, notifications, live push. Knows other rooms as foreign keys only."""
