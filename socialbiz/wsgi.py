"""Pages and API for WSGI workers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
os.environ.setdefault("SOCIALBIZ_ROLE", "web")

from django.core.wsgi import get_wsgi_application

from socialbiz.pages import load_routes

application = get_wsgi_application()
load_routes()
