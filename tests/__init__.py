"""Tests, one folder for each room; `tests/conftest.py` holds the fixed cast."""
