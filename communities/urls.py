"""URLs of this room."""

from django.urls import path

from communities.views import directory, invitations, joining, members, page

app_name = "communities"
urlpatterns = [
    path("", directory.community_list, name="community-list"),
    path("new/", page.community_new, name="community-new"),
    path("invitations/<str:secret>/", invitations.invitation_accept, name="invitation-accept"),
    path("<slug:slug>/", page.community_detail, name="community-detail"),
    path("<slug:slug>/about/", page.community_about, name="community-about"),
    path("<slug:slug>/edit/", page.community_edit, name="community-edit"),
    path("<slug:slug>/archive/", page.community_archive, name="community-archive"),
    path("<slug:slug>/unarchive/", page.community_unarchive, name="community-unarchive"),
    path("<slug:slug>/join/", joining.community_join, name="community-join"),
    path("<slug:slug>/leave/", joining.community_leave, name="community-leave"),
    path("<slug:slug>/request/", joining.request_send, name="request-send"),
    path("<slug:slug>/request/withdraw/", joining.request_withdraw, name="request-withdraw"),
    path("<slug:slug>/requests/", joining.request_list, name="request-list"),
    path(
        "<slug:slug>/requests/<pid:pid>/approve/", joining.request_approve, name="request-approve"
    ),
    path("<slug:slug>/requests/<pid:pid>/refuse/", joining.request_refuse, name="request-refuse"),
    path("<slug:slug>/members/", members.member_list, name="member-list"),
    path("<slug:slug>/members/add/", members.member_add, name="member-add"),
    path("<slug:slug>/members/suggest/", members.member_suggest, name="member-suggest"),
    path("<slug:slug>/members/<pid:pid>/role/", members.member_role, name="member-role"),
    path("<slug:slug>/members/<pid:pid>/remove/", members.member_remove, name="member-remove"),
    path("<slug:slug>/invitations/", invitations.invitation_list, name="invitation-list"),
    path("<slug:slug>/invitations/send/", invitations.invitation_send, name="invitation-send"),
    path(
        "<slug:slug>/invitations/<pid:pid>/revoke/",
        invitations.invitation_revoke,
        name="invitation-revoke",
    ),
]
