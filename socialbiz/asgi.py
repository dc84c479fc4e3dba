"""Sockets, and on one machine the pages too."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
os.environ.setdefault("SOCIALBIZ_ROLE", "web")

from socialbiz.pages import pages_application  # settings are read from here on

pages = pages_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 # Django is set up first

from activity.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
