"""The frame: settings, urls, asgi, local database, health. No domain code."""
