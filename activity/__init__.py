"""What happened: event log, feeds, notifications, live push. Other rooms are foreign keys only."""
