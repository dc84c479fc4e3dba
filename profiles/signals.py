"""Who may act changed. Sent inside the transaction, behind `turnstile.alone`, with `person_id`.

`person_left`: somebody may no longer act, for good or for a time. `person_returned`: they may
again. What they alone own changes hands right after it, kind by kind (`profiles.handing`).
"""

from django.dispatch import Signal

person_left = Signal()
person_returned = Signal()
