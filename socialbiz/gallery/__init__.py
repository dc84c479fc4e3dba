"""The gallery of the UI kit: its page, and the invented people and texts it shows."""
