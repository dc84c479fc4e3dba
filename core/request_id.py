"""The id of the request that is being answered: in its log line, its answer's header and its
error, so that somebody who quotes it can be helped. Empty outside a request.
"""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
