"""Addresses of sockets. There is one; every other one is refused."""

from channels.routing import URLRouter
from django.urls import path, re_path

from activity.consumers import live_socket, no_socket_here

websocket_urlpatterns = [
    path("ws/live/", live_socket),  # type: ignore[arg-type]
    re_path(r"", no_socket_here),  # type: ignore[arg-type]
]
sockets = URLRouter(websocket_urlpatterns)
