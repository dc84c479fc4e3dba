"""`manage.py import_blog` and `export_blog`."""
