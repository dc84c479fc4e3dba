"""Django settings under test: those of development, in mode `test`, with mail kept in memory."""

import os

os.environ["SOCIALBIZ_MODE"] = "test"

from socialbiz.settings import *  # noqa: F403

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# Signing in dozens of times is no test of how slow a password is to guess. The server that browser
# tests start reads these settings too.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
