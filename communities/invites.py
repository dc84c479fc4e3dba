"""The secret of an invitation: in the mail only. The database keeps a hash of it.

It is derived from the invitation's id with the site's key, so that the job that sends the mail can
make it without the secret ever lying in a table or a queue.
"""

import base64
import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from communities.models import Invitation

SALT = "communities.invitation"


def secret_of(invitation: Invitation) -> str:
    """The word in the link, 43 characters (256 bits)."""
    digest = salted_hmac(SALT, invitation.public_id, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(secret: str) -> str:
    """What is stored and looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    """The whole address that is mailed, and shown nowhere else."""
    path = reverse("communities:invitation-accept", args=[secret_of(invitation)])
    return f"{settings.SITE_URL}{path}"
