"""Pages and API for WSGI workers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
os.environ.setdefault("SOCIALBIZ_ROLE", "web")
application = get_wsgi_application()
