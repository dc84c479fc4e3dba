"""`person_left`: somebody may no longer act. Sent inside the transaction, with `person_id`."""

from django.dispatch import Signal

person_left = Signal()
