"""Who may act changed. Sent inside the transaction, with `person_id`.

`person_left`: somebody may no longer act. `person_returned`: they may again.
"""

from django.dispatch import Signal

person_left = Signal()
person_returned = Signal()
