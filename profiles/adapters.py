"""Where allauth asks this project: who may sign up, how a new person is made, who may sign in.

An account that may not act gets the same answer as a wrong password; only who is suspended and
knows the password is told so.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from core.errors import ActionError
from profiles.actions import add_person, end_suspension
from profiles.actions.suspending import words_at_the_door
from profiles.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by mail domain only; people are added by the one action that adds people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed unless the settings name mail domains whose holders may come by themselves."""
        return bool(settings.SIGNUP_DOMAINS)

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: BaseForm,
        commit: bool = True,
    ) -> AbstractBaseUser:
        """Make the person; allauth then notes the address and sends the letter that proves it."""
        data = form.cleaned_data
        try:
            return add_person(
                actor=None, name=data["name"], email=data["email"], password=data["password1"]
            )
        except ActionError as error:
            raise ValidationError(error.message) from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Nobody for an account that may not act, counted as a failure like a wrong password.

        Who is suspended and typed the right password is told until when, and is let in after it.
        Raises ValidationError with that sentence.
        """
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if isinstance(user, Person) and user.suspended_until is not None:
            user = end_suspension(person=user)
            if said := words_at_the_door(user):
                raise ValidationError(said, code="suspended")
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user
