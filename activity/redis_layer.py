"""The channel layer for several machines: channels_redis, told apart by when it reconnected.

A module of its own, so that nothing of Redis is loaded where `REDIS_URL` is not set.
"""

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio.connection import AbstractConnection


class RedisChannelLayer(RedisPubSubChannelLayer):
    """channels_redis over pub/sub, with `connects`: how often a connection to Redis was made.

    redis-py reconnects and subscribes again without a word, and what was published meanwhile is
    gone: a number that grew tells that.
    """

    def __init__(self, url: str) -> None:
        self.connects = 0
        super().__init__(
            hosts=[
                {
                    "address": url,
                    "socket_connect_timeout": 2,
                    "socket_keepalive": True,
                    "redis_connect_func": self._connected,
                }
            ]
        )

    async def _connected(self, connection: AbstractConnection) -> None:
        self.connects += 1
        await connection.on_connect()
