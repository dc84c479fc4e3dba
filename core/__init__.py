"""The ground: error types, cursors, public ids, template tags of the UI kit. No tables."""
