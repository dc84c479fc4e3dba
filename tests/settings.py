"""Django settings under test: those of development, in mode `test`, with mail kept in memory."""

import os

os.environ["SOCIALBIZ_MODE"] = "test"

from socialbiz.settings import *  # noqa: F403

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
