"""Communities over the API: the directory, who is in them, who asks, who is invited."""

from django.urls import path

from communities.api import circles, guests, invitations, members, requests

urlpatterns = [
    path("communities/", circles.Communities.as_view(), name="communities"),
    path("communities/<pid:pid>/", circles.CommunityView.as_view(), name="community"),
    path("communities/<pid:pid>/archive/", circles.Archive.as_view(), name="community-archive"),
    path("communities/<pid:pid>/membership/", members.Mine.as_view(), name="community-membership"),
    path("communities/<pid:pid>/members/", members.Members.as_view(), name="community-members"),
    path(
        "communities/<pid:pid>/members/<pid:person>/",
        members.Member.as_view(),
        name="community-member",
    ),
    path("communities/<pid:pid>/requests/", requests.Requests.as_view(), name="community-requests"),
    path(
        "communities/<pid:pid>/requests/<pid:number>/",
        requests.RequestView.as_view(),
        name="community-request",
    ),
    path(
        "communities/<pid:pid>/requests/<pid:number>/approve/",
        requests.Approve.as_view(),
        name="community-request-approve",
    ),
    path(
        "communities/<pid:pid>/requests/<pid:number>/refuse/",
        requests.Refuse.as_view(),
        name="community-request-refuse",
    ),
    path(
        "communities/<pid:pid>/invitations/",
        invitations.Invitations.as_view(),
        name="community-invitations",
    ),
    path(
        "communities/<pid:pid>/invitations/<pid:number>/",
        invitations.InvitationView.as_view(),
        name="community-invitation",
    ),
    path("invitations/accept/", invitations.Accept.as_view(), name="invitation-accept"),
    path("guests/", guests.Guests.as_view(), name="guests"),
    path("guests/<pid:pid>/", guests.GuestView.as_view(), name="guest"),
    path("guests/<pid:pid>/renewal/", guests.Renewal.as_view(), name="guest-renewal"),
]
