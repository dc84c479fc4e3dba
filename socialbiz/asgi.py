"""Sockets, and on one machine the pages too."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
application = get_asgi_application()
