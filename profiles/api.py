"""People over the API: me, the directory, following, and the apps I let in."""

from typing import Any, Final

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response

from access.viewer import Viewer
from core.api.describe import describe
from core.api.fields import Id, Moment, Paged, Query, Shape, Text, Words
from core.api.parsing import FormParser
from core.api.shapes import PersonChip
from core.api.views import ApiView, RawAnswer, Request
from profiles import actions, portraits
from profiles.models import Follow, Person, PersonQuerySet
from profiles.search import MOST, suggest_people

# What a guest never learns about the people they meet here.
CONTACT: Final = ("email", "phone", "manager", "follower_count", "following_count")


class PersonRow(PersonChip):
    """A person in the directory."""

    department = serializers.CharField(source="department.name", allow_null=True)
    location = serializers.CharField(source="location.name", allow_null=True)


class PersonDetail(PersonRow):
    """A profile. Guests are told no way to reach anybody: those fields are missing for them."""

    about = serializers.CharField()
    timezone = serializers.CharField()
    skills = serializers.SerializerMethodField()
    is_followed = serializers.SerializerMethodField(help_text="Do I follow them?")
    email = serializers.CharField(allow_null=True, required=False)
    phone = serializers.CharField(required=False)
    manager = PersonChip(allow_null=True, required=False)
    follower_count = serializers.SerializerMethodField(required=False)
    following_count = serializers.SerializerMethodField(required=False)

    def get_skills(self, person: Person) -> list[str]:
        """The names of what they know."""
        return list(person.skills.values_list("name", flat=True))

    def get_is_followed(self, person: Person) -> bool:
        """One query."""
        me = self.context["viewer"].person_id
        return Follow.objects.filter(follower_id=me, followed=person).exists()

    def get_follower_count(self, person: Person) -> int:
        """One query; of those the viewer may know of."""
        return Follow.objects.followers_of(person, self.context["viewer"]).count()

    def get_following_count(self, person: Person) -> int:
        """One query; of those the viewer may know of."""
        return Follow.objects.followed_by(person, self.context["viewer"]).count()

    def to_representation(self, instance: Person) -> dict[str, Any]:
        """Without the ways to reach somebody, for a guest who looks at another."""
        shown: dict[str, Any] = super().to_representation(instance)
        viewer: Viewer = self.context["viewer"]
        if viewer.is_guest and viewer.person_id != instance.pk:
            for name in CONTACT:
                del shown[name]
        return shown


class Me(PersonDetail):
    """My own profile, and what the app that asks may do."""

    scopes = serializers.SerializerMethodField(help_text="Of the token; empty for a browser.")

    def get_scopes(self, person: Person) -> list[str]:
        """The scopes of the token that asks."""
        token = self.context["token"]
        return token.get_scopes() if isinstance(token, Token) else []


class MyChanges(Shape):
    """What people say about themselves; the rest comes from the company's directory."""

    about = Text(required=False, allow_blank=True, max_length=5000)
    phone = Text(required=False, allow_blank=True, max_length=40)
    timezone = Text(required=False, allow_blank=True, max_length=64)
    skills = Words(required=False, max_length=50, child=Text(max_length=80))


class Portrait(Shape):
    """A picture: JPEG, PNG, GIF or WebP of at most 10 MB."""

    photo = serializers.FileField()


class AppOut(Shape):
    """An app that holds tokens of mine."""

    id = serializers.CharField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    since = Moment()
    is_this = serializers.BooleanField(help_text="Is it the app that asks?")


class Apps(Shape):
    """All of them."""

    results = AppOut(many=True)


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


def _person(request: Request, pid: str) -> Person:
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
            actions.edit_profile(actor=person, person=person, **request.sent)
        return self.reply_me()


class MyPhoto(_Mine):
    """My picture."""

    parser_classes = (FormParser,)

    @describe("me_photo_set", "Set my picture", form=Portrait, answer=Me)
    def put(self, request: Request) -> Response:
        """It is cut to a square and drawn anew; nothing of the file itself is kept."""
        data = request.sent["photo"].read()
        actions.set_portrait(actor=request.actor, person=request.actor, data=data)
        return self.reply_me()

    @describe("me_photo_remove", "Remove my picture", status=204)
    def delete(self, request: Request) -> Response:
        """Drawn initials are shown again."""
        actions.remove_portrait(actor=request.actor, person=request.actor)
        return Response(status=204)


class MyApps(ApiView):
    """The apps I let in."""

    @describe("me_apps_list", "List the apps I let in", answer=Apps)
    def get(self, request: Request) -> Response:
        """Each with what it may do."""
        tokens = Token.objects.valid().filter(user=request.user).exclude(client=None)
        apps: dict[str, dict[str, Any]] = {}
        for token in tokens.select_related("client").order_by("created_at"):
            app = apps.setdefault(
                token.client_id,
                {
                    "id": token.client_id,
                    "name": token.client.name,
                    "scopes": [],
                    "since": token.created_at,
                    "is_this": isinstance(request.auth, Token)
                    and request.auth.client_id == token.client_id,
                },
            )
            app["scopes"] = sorted({*app["scopes"], *token.get_scopes()})
        return self.reply({"results": list(apps.values())})


class MyApp(ApiView):
    """One of them."""

    @describe("me_apps_revoke", "Shut an app out", status=204)
    def delete(self, request: Request, client_id: str) -> Response:
        """All its tokens end at once, also the one that asks."""
        mine = Token.objects.filter(user=request.user).values("client_id")
        client = get_object_or_404(Client, pk=client_id, pk__in=mine)
        actions.revoke_app(actor=request.actor, client=client)
        return Response(status=204)


class People(ApiView):
    """The directory."""

    @describe("people_list", "List people", query=PeopleQuery, pages=PersonRow)
    def get(self, request: Request) -> Response:
        """By name; who left is not listed. Guests find the people they share a community with."""
        rows = _people(request.viewer).active()
        columns = {"department": "department__name", "location": "location__name"}
        for name, column in columns.items():
            if name in request.query:
                rows = rows.filter(**{column: request.query[name]})
        if skill := request.query.get("skill"):
            known = Person.objects.visible_to(request.viewer).filter(skills__slug=skill.lower())
            rows = rows.filter(pk__in=known.values("pk"))
        if "manager" in request.query:
            of = request.query["manager"] if request.viewer.is_employee else ""
            rows = rows.filter(manager__public_id=of)
        page = self.paged(rows, ("sort_name", "id"), purpose="people")
        return self.reply_page(page.items, page.next)


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
        return self.reply(_person(request, pid))


class PersonPhoto(RawAnswer):
    """A portrait."""

    @describe("people_photo", "Fetch a portrait", query=PhotoQuery, raw=portraits.MEDIA_TYPE)
    def get(self, request: Request, pid: str) -> HttpResponse:
        """A square WebP."""
        person = _person(request, pid)
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


class PersonFollow(ApiView):
    """Whether I follow somebody; both ways can be repeated."""

    @describe("people_follow", "Follow somebody", status=204)
    def put(self, request: Request, pid: str) -> Response:
        """They are told, once."""
        actions.follow_person(actor=request.actor, person=_person(request, pid))
        return Response(status=204)

    @describe("people_unfollow", "Stop following somebody", status=204)
    def delete(self, request: Request, pid: str) -> Response:
        """Nobody is told."""
        actions.unfollow_person(actor=request.actor, person=_person(request, pid))
        return Response(status=204)


class Followers(ApiView):
    """Who follows somebody."""

    @describe("people_followers", "List who follows somebody", pages=PersonRow)
    def get(self, request: Request, pid: str) -> Response:
        """The newest first, as far as I may know of them."""
        rows = Follow.objects.followers_of(_person(request, pid), request.viewer)
        rows = rows.select_related("follower__department", "follower__location")
        page = self.paged(rows, ("-id",), purpose=f"followers.{pid}")
        return self.reply_page([one.follower for one in page.items], page.next)


class Following(ApiView):
    """Whom somebody follows."""

    @describe("people_following", "List whom somebody follows", pages=PersonRow)
    def get(self, request: Request, pid: str) -> Response:
        """The newest first, as far as I may know of them."""
        rows = Follow.objects.followed_by(_person(request, pid), request.viewer)
        rows = rows.select_related("followed__department", "followed__location")
        page = self.paged(rows, ("-id",), purpose=f"following.{pid}")
        return self.reply_page([one.followed for one in page.items], page.next)


urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("me/photo/", MyPhoto.as_view(), name="me-photo"),
    path("me/apps/", MyApps.as_view(), name="me-apps"),
    path("me/apps/<slug:client_id>/", MyApp.as_view(), name="me-app"),
    path("people/", People.as_view(), name="people"),
    path("people/suggest/", PeopleSuggest.as_view(), name="people-suggest"),
    path("people/<pid:pid>/", PersonView.as_view(), name="person"),
    path("people/<pid:pid>/photo/", PersonPhoto.as_view(), name="person-photo"),
    path("people/<pid:pid>/follow/", PersonFollow.as_view(), name="person-follow"),
    path("people/<pid:pid>/followers/", Followers.as_view(), name="person-followers"),
    path("people/<pid:pid>/following/", Following.as_view(), name="person-following"),
]
