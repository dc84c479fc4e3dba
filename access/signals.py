"""`access_changed`: somebody gained or lost an audience. Sent inside the transaction.

Arguments: `person_ids` (list of int). Sockets and caches listen; nobody listens to save or delete.
"""

from django.dispatch import Signal

access_changed = Signal()
