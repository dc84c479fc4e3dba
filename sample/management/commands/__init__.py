"""`manage.py load_sample`."""
