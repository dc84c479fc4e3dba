"""People over the API: me, the directory, and following."""

from collections.abc import Callable
from typing import Any, Final

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from access import rules
from access.viewer import Viewer
from core.api.describe import describe
from core.api.fields import Id, Paged, Query, Shape, Text, Word, Words
from core.api.parsing import FormParser
from core.api.shapes import PersonChip
from core.api.views import ApiView, RawAnswer, Request
from core.images import MAX_BYTES
from profiles import actions, capped, portraits
from profiles.actions.details import MAX_LINKS
from profiles.api.statuses import StatusOut
from profiles.models import Detail, Follow, FollowQuerySet, Person, PersonQuerySet, PersonSkill
from profiles.reach import reach
from profiles.search import MOST, suggest_people
from profiles.standing import standing
from profiles.statuses import attach, current
from profiles.vcard import MEDIA_TYPE, file_name, vcard
from profiles.vocabulary import skill_named

# What a guest never learns about the people they meet here.
CONTACT: Final = ("email", "manager", "follower_count", "following_count")
# The parts of the square that is cut out of a picture.
SQUARE: Final = ("left", "top", "size")


class PersonRow(PersonChip):
    """A person in the directory."""

    department = serializers.CharField(source="department.name", allow_null=True)
    location = serializers.CharField(source="location.name", allow_null=True)


class ListedPerson(PersonRow):
    """A person in the directory, with what they are up to (`profiles.statuses.attach`)."""

    status = StatusOut(
        source="status_now", allow_null=True, help_text="What they are up to now; null for nothing."
    )


class DetailOut(Shape):
    """A way to reach somebody, or their birthday ("04-12": month and day)."""

    kind = serializers.ChoiceField(Detail.Kind.choices)
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class OwnDetailOut(DetailOut):
    """One of mine, with who sees it."""

    seen_by = serializers.ChoiceField(Detail.Reader.choices)


class DetailIn(Shape):
    """One of mine as I want it; without `seen_by` it gets what is usual for its kind."""

    kind = Word(choices=Detail.Kind.choices)
    value = Text(max_length=300, allow_blank=True)
    label = Text(required=False, allow_blank=True, max_length=60)  # type: ignore[assignment]
    seen_by = Word(required=False, choices=Detail.Reader.choices)


class PersonDetail(PersonRow):
    """A profile. Guests are not told what the directory knows about reaching anybody: those fields
    are missing for them. `details` are what the person lets the viewer see."""

    about = serializers.CharField()
    timezone = serializers.CharField()
    skills = serializers.SerializerMethodField()
    is_followed = serializers.SerializerMethodField(help_text="Do I follow them?")
    is_muted = serializers.SerializerMethodField(help_text="Did I mute them?")
    is_blocked = serializers.SerializerMethodField(help_text="Did I block them?")
    email = serializers.SerializerMethodField(
        required=False, help_text="At work; null for who left, and where there is none."
    )
    details = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField(
        help_text="What they are up to now; null for nothing."
    )
    manager = PersonChip(allow_null=True, required=False)
    follower_count = serializers.SerializerMethodField(
        required=False, help_text=f"{capped.MOST_COUNTED} stands for that many or more."
    )
    following_count = serializers.SerializerMethodField(
        required=False, help_text=f"{capped.MOST_COUNTED} stands for that many or more."
    )

    def get_skills(self, person: Person) -> list[str]:
        """The names of what they know."""
        return list(person.skills.values_list("name", flat=True))

    @extend_schema_field(DetailOut(many=True))
    def get_details(self, person: Person) -> Any:
        """Those the viewer may read."""
        return DetailOut(self._reach.details, many=True).data

    @extend_schema_field(StatusOut(allow_null=True))
    def get_status(self, person: Person) -> Any:
        """One query."""
        shown = current(self.context["viewer"], [person]).get(person.pk)
        return StatusOut(shown).data if shown else None

    def get_is_followed(self, person: Person) -> bool:
        """My own choice."""
        return self._stands.followed

    def get_is_muted(self, person: Person) -> bool:
        """My own choice."""
        return self._stands.muted

    def get_is_blocked(self, person: Person) -> bool:
        """My own choice; whether they blocked me is told nobody."""
        return self._stands.blocked

    def get_email(self, person: Person) -> str | None:
        """As the page shows it."""
        return self._reach.email or None

    def get_follower_count(self, person: Person) -> int:
        """One query; of those the viewer may know of."""
        return self._counted(person, Follow.objects.followers_of)

    def get_following_count(self, person: Person) -> int:
        """One query; of those the viewer may know of."""
        return self._counted(person, Follow.objects.followed_by)

    def _counted(self, person: Person, rows_of: Callable[[Person, Viewer], FollowQuerySet]) -> int:
        viewer = self.context["viewer"]
        if not rules.can_see_contact(viewer, person):
            # A guest is not told: see `to_representation`.
            return 0
        return rows_of(person, viewer)[: capped.MOST_COUNTED].count()

    def to_representation(self, instance: Person) -> dict[str, Any]:
        """Without the ways to reach somebody, for a guest who looks at another."""
        viewer = self.context["viewer"]
        self._reach, self._stands = reach(viewer, instance), standing(viewer, instance)
        shown: dict[str, Any] = super().to_representation(instance)
        if not rules.can_see_contact(viewer, instance):
            for name in CONTACT:
                del shown[name]
        return shown


class Me(PersonDetail):
    """My own profile, and what the app that asks may do."""

    scopes = serializers.SerializerMethodField(help_text="Of the token; empty for a browser.")

    @extend_schema_field(OwnDetailOut(many=True))
    def get_details(self, person: Person) -> Any:
        """All of mine."""
        return OwnDetailOut(self._reach.details, many=True).data

    def get_scopes(self, person: Person) -> list[str]:
        """The scopes of the token that asks."""
        token = self.context["token"]
        return token.get_scopes() if isinstance(token, Token) else []


class MyChanges(Shape):
    """What people say about themselves; the rest comes from the company's directory."""

    about = Text(required=False, allow_blank=True, max_length=5000)
    details = DetailIn(
        required=False,
        many=True,
        max_length=MAX_LINKS + len(Detail.Kind),  # type: ignore[call-arg]
        help_text="All of them: what is left out is removed.",
    )
    timezone = Text(required=False, allow_blank=True, max_length=64)
    skills = Words(required=False, max_length=50, child=Text(max_length=80))


class Portrait(Shape):
    """A picture: JPEG, PNG, GIF or WebP of at most 10 MB; and, all three or none, which square."""

    photo = serializers.FileField()
    left = serializers.FloatField(required=False, help_text="Of its width, 0 to 1.")
    top = serializers.FloatField(required=False, help_text="Of its height, 0 to 1.")
    size = serializers.FloatField(required=False, help_text="Of its shorter side, 0.05 to 1.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A square is whole."""
        missing = [one for one in SQUARE if one not in attrs]
        if 0 < len(missing) < len(SQUARE):
            words = _("Send all three of the square, or none.")
            raise serializers.ValidationError({one: [words] for one in missing})
        return attrs


class PeopleQuery(Paged):
    """Narrow the directory."""

    department = serializers.CharField(required=False, max_length=120)
    location = serializers.CharField(required=False, max_length=120)
    skill = serializers.CharField(required=False, max_length=80, help_text="Its slug.")
    manager = Id(required=False, help_text="Who reports to that person. Not for guests.")


class SuggestQuery(Query):
    """The beginning of any part of a name; accents and one typo are forgiven."""

    q = serializers.CharField(max_length=80, allow_blank=True)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST)


class PeopleFound(Shape):
    """A few people, best first."""

    results = PersonRow(many=True)


class PhotoQuery(Query):
    """The edge in pixels; `v` stands in `photo_url` and changes with the picture."""

    size = serializers.ChoiceField(choices=[str(one) for one in portraits.SIZES], required=False)
    v = serializers.CharField(required=False, max_length=64)


def _people(viewer: Viewer) -> PersonQuerySet:
    rows: PersonQuerySet = Person.objects.visible_to(viewer).with_place()
    return rows


def the_person(request: Request, pid: str) -> Person:
    """The person the viewer may know of, or 404."""
    return get_object_or_404(_people(request.viewer).select_related("manager"), public_id=pid)


def _version(person: Person) -> str:
    return f"{int(person.changed_at.timestamp() * 1_000_000):x}"


class _Mine(ApiView):
    """What shows my own profile."""

    def reply_me(self) -> Response:
        """As it stands now."""
        rows = _people(self.request.viewer).select_related("manager")
        person = rows.get(pk=self.request.viewer.person_id)
        return self.reply(person, version=_version(person))


class MeView(_Mine):
    """Whoever asks."""

    @describe("me_get", "See my profile", answer=Me)
    def get(self, request: Request) -> Response:
        """Also the way to learn whom a token belongs to."""
        return self.reply_me()

    @describe("me_edit", "Change my profile", body=MyChanges, answer=Me, if_match=True)
    def patch(self, request: Request) -> Response:
        """What is not sent stays as it is."""
        with transaction.atomic():
            rows = Person.objects.visible_to(request.viewer).select_for_update(of=("self",))
            person = rows.get(pk=request.viewer.person_id)
            self.require_match(_version(person))
            sent = dict(request.sent)
            if "details" in sent:
                sent["details"] = [actions.Said(**one) for one in sent["details"]]
            actions.edit_profile(actor=person, person=person, **sent)
        return self.reply_me()


class MyPhoto(_Mine):
    """My picture."""

    parser_classes = (FormParser,)

    @describe("me_photo_set", "Set my picture", form=Portrait, answer=Me)
    def put(self, request: Request) -> Response:
        """It is cut to a square and drawn anew; nothing of the file itself is kept."""
        data = request.sent["photo"].read(MAX_BYTES + 1)
        parts = [request.sent[one] for one in SQUARE if one in request.sent]
        crop = portraits.Crop(*parts) if parts else None
        actions.set_portrait(actor=request.actor, person=request.actor, data=data, crop=crop)
        return self.reply_me()

    @describe("me_photo_remove", "Remove my picture", status=204)
    def delete(self, request: Request) -> Response:
        """Drawn initials are shown again."""
        actions.remove_portrait(actor=request.actor, person=request.actor)
        return Response(status=204)


class People(ApiView):
    """The directory."""

    @describe("people_list", "List people", query=PeopleQuery, pages=ListedPerson)
    def get(self, request: Request) -> Response:
        """By name; who left is not listed. Guests find the people they share a community with."""
        rows = _people(request.viewer).active()
        columns = {"department": "department__name", "location": "location__name"}
        for name, column in columns.items():
            if name in request.query:
                rows = rows.filter(**{column: request.query[name]})
        if skill := request.query.get("skill"):
            meant = skill_named(request.viewer, skill)
            known = PersonSkill.objects.filter(skill=meant).values("person_id")
            rows = rows.filter(pk__in=known) if meant is not None else rows.none()
        if "manager" in request.query:
            of = request.query["manager"] if request.viewer.is_employee else ""
            rows = rows.filter(manager__public_id=of)
        page = self.paged(rows, ("sort_name", "id"), purpose="people")
        return self.reply_page(attach(request.viewer, page.items), page.next)


class PeopleSuggest(ApiView):
    """Finding somebody while typing."""

    @describe("people_suggest", "Find people", query=SuggestQuery, answer=PeopleFound)
    def get(self, request: Request) -> Response:
        """At most ten, best first."""
        limit = request.query.get("limit", MOST)
        return self.reply(
            {"results": suggest_people(request.viewer, request.query["q"], limit=limit)}
        )


class PersonView(ApiView):
    """One person."""

    @describe("people_get", "See a person", answer=PersonDetail)
    def get(self, request: Request, pid: str) -> Response:
        """Also somebody who left: what they wrote still stands."""
        return self.reply(the_person(request, pid))


class PersonPhoto(RawAnswer):
    """A portrait."""

    @describe("people_photo", "Fetch a portrait", query=PhotoQuery, raw=portraits.MEDIA_TYPE)
    def get(self, request: Request, pid: str) -> HttpResponse:
        """A square WebP."""
        person = the_person(request, pid)
        size = int(request.query.get("size", max(portraits.SIZES)))
        etag = f'"{person.photo[:32]}-{size}"'
        if not person.photo:
            raise Http404
        if request.META.get("HTTP_IF_NONE_MATCH") == etag:
            return HttpResponseNotModified(headers={"ETag": etag})
        try:
            file = portraits.path_of(person.photo, size).open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        headers = {"ETag": etag, "Content-Security-Policy": "default-src 'none'; sandbox"}
        return FileResponse(file, content_type=portraits.MEDIA_TYPE, headers=headers)  # type: ignore[return-value]


class PersonCard(RawAnswer):
    """A contact card."""

    @describe("people_vcard", "Fetch a contact card", raw=MEDIA_TYPE)
    def get(self, request: Request, pid: str) -> HttpResponse:
        """vCard 4.0 (RFC 6350), with what I may know of the person."""
        person = the_person(request, pid)
        data = vcard(person, reach(request.viewer, person))
        headers = {"Content-Disposition": f'attachment; filename="{file_name(person)}"'}
        return HttpResponse(data, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


class PersonFollow(ApiView):
    """Whether I follow somebody; both ways can be repeated."""

    @describe("people_follow", "Follow somebody", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """They are told, once."""
        actions.follow_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)

    @describe("people_unfollow", "Stop following somebody", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Nobody is told."""
        actions.unfollow_person(actor=request.actor, person=the_person(request, pid))
        return Response(status=204)


class Followers(ApiView):
    """Who follows somebody."""

    @describe("people_followers", "List who follows somebody", pages=PersonRow)
    def get(self, request: Request, pid: str) -> Response:
        """The newest first, as far as I may know of them."""
        rows = Follow.objects.followers_of(the_person(request, pid), request.viewer)
        rows = rows.select_related("follower__department", "follower__location")
        page = self.paged(rows, ("-id",), purpose=f"followers.{pid}")
        return self.reply_page([one.follower for one in page.items], page.next)


class Following(ApiView):
    """Whom somebody follows."""

    @describe("people_following", "List whom somebody follows", pages=PersonRow)
    def get(self, request: Request, pid: str) -> Response:
        """The newest first, as far as I may know of them."""
        rows = Follow.objects.followed_by(the_person(request, pid), request.viewer)
        rows = rows.select_related("followed__department", "followed__location")
        page = self.paged(rows, ("-id",), purpose=f"following.{pid}")
        return self.reply_page([one.followed for one in page.items], page.next)
