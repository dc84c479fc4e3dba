"""`manage.py import_people`."""
