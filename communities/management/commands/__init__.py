"""`manage.py import_communities`."""
