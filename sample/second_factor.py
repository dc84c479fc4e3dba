"""The second factor of the sample's moderator and admin, so that their pages can be tried.

The secret is random; `make run` and `make codes` print the codes of the moment.
"""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from profiles.models import Person


def give_second_factor(person: Person) -> None:
    """Give `person` an authenticator app's secret and recovery codes."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
