"""Pages and API in production: `gunicorn -c deploy/gunicorn.conf.py socialbiz.wsgi`.

One process for each core with a few threads each: a request that waits for the database leaves
its core to another. WEB_BIND and WEB_PROCESSES change what is meant to be changed.
"""

import os

from socialbiz import logs

bind = os.environ.get("WEB_BIND", "unix:/run/socialbiz/pages.sock")
workers = int(os.environ.get("WEB_PROCESSES") or os.cpu_count() or 1)
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
# A process is replaced now and then, so that a slow leak of any library never matters.
max_requests = 20_000
max_requests_jitter = 2_000
# Who is believed about the visitor is decided in one place: TRUSTED_PROXIES.
forwarded_allow_ips = ""
accesslog = None
control_socket_disable = True
logconfig_dict = logs.configuration("json", level="INFO")
logconfig_dict["loggers"]["gunicorn.error"] = {"level": "INFO", "handlers": [], "propagate": True}
