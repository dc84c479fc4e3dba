"""How often something may be done. The one limiter of the project, for views and for actions.

Each key has one row with the moments of its last uses; one statement looks and counts, and whoever
comes at the same time waits for that row. So a limit holds exactly in every window of its length,
however many ask at once and in however many processes, and needs nothing but the database.

Call `spend` before the transaction of the deed, or what is refused later is not counted.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.errors import TooMany

# Bits of an IPv6 address that belong to one customer.
IPV6_PREFIX: Final = 64
# No limit looks further back, so older rows are of no use.
LONGEST: Final = timedelta(days=1)

_SPEND = """
  INSERT INTO activity_ratecount AS r (key, hits) VALUES (%(key)s, ARRAY[clock_timestamp()])
  ON CONFLICT (key) DO UPDATE SET hits = ARRAY(
      SELECT h FROM unnest(r.hits) AS h
       WHERE h > clock_timestamp() - %(window)s ORDER BY h) || clock_timestamp()
   WHERE (SELECT count(*) FROM unnest(r.hits) AS h
           WHERE h > clock_timestamp() - %(window)s) < %(most)s
  RETURNING true"""
_WAIT = """
  SELECT extract(epoch FROM min(h) + %(window)s - clock_timestamp())
    FROM activity_ratecount, unnest(hits) AS h
   WHERE key = %(key)s AND h > clock_timestamp() - %(window)s"""


@dataclass(frozen=True)
class Limit:
    """At most `most` uses in any `seconds` seconds, for each key."""

    name: str
    most: int
    seconds: int


API_PERSON: Final = Limit("api", 200, 60)
API_WRITES: Final = Limit("api.write", 60, 60)
API_ADDRESS: Final = Limit("api.address", 100, 60)
TOKENS: Final = Limit("oauth.token", 60, 60)


def spend(limit: Limit, key: object) -> int:
    """Count one use; 0 when it is allowed, else the seconds until the next one will be.

    A refused use does not count, so waiting as told is always enough.
    """
    window = timedelta(seconds=limit.seconds)
    values: dict[str, Any] = {
        "key": f"{limit.name}:{key}"[:100],
        "window": window,
        "most": limit.most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        if cursor.fetchone():
            return 0
        cursor.execute(_WAIT, values)
        (seconds,) = cursor.fetchone()
    return max(1, math.ceil(seconds or 0))


def require(limit: Limit, key: object) -> None:
    """`spend`, or raise TooMany with the seconds to wait."""
    if wait := spend(limit, key):
        raise TooMany(_("Too many requests. Wait a moment and try again."), retry_after=wait)


def network_of(address: str) -> str:
    """What anonymous requests are counted by: an IPv4 address, or the network of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network(f"{ip}/{IPV6_PREFIX}", strict=False))


def forget() -> int:
    """Drop the rows nobody used for longer than any limit looks back; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM activity_ratecount WHERE hits[cardinality(hits)] < %s",
            [timezone.now() - LONGEST],
        )
        return int(cursor.rowcount)


class ApiThrottle(BaseThrottle):
    """Counts each request of the API: by person, or by address where nobody is signed in.

    The address is the one `socialbiz.proxies` vouches for; a forged header changes nothing.
    """

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """May this request go on?"""
        if not request.user.is_authenticated:
            self.seconds = spend(API_ADDRESS, network_of(request.META.get("REMOTE_ADDR", "")))
            return not self.seconds
        self.seconds = spend(API_PERSON, request.user.pk)
        if not self.seconds and request.method not in SAFE_METHODS:
            self.seconds = spend(API_WRITES, request.user.pk)
        return not self.seconds

    def wait(self) -> float:
        """Seconds until the next request will be let through."""
        return self.seconds
