"""People over the API: me, the directory, following, and the apps I let in."""

from django.urls import path

from profiles.api import (
    directory,
    hand_overs,
    network,
    organisation,
    own_apps,
    people,
    skills,
    statuses,
)

urlpatterns = [
    path("me/", people.MeView.as_view(), name="me"),
    path("me/photo/", people.MyPhoto.as_view(), name="me-photo"),
    path("me/apps/", own_apps.MyApps.as_view(), name="me-apps"),
    path("me/apps/<slug:client_id>/", own_apps.MyApp.as_view(), name="me-app"),
    path("me/statuses/", statuses.MyStatuses.as_view(), name="me-statuses"),
    path("me/statuses/<pid:pid>/", statuses.MyStatus.as_view(), name="me-status"),
    path("me/mutes/", network.MyMutes.as_view(), name="me-mutes"),
    path("me/blocks/", network.MyBlocks.as_view(), name="me-blocks"),
    path("people/", people.People.as_view(), name="people"),
    path("people/facets/", directory.PeopleFacets.as_view(), name="people-facets"),
    path("people/search/", directory.PeopleSearch.as_view(), name="people-search"),
    path("people/suggest/", people.PeopleSuggest.as_view(), name="people-suggest"),
    path("people/<pid:pid>/", people.PersonView.as_view(), name="person"),
    path("people/<pid:pid>/photo/", people.PersonPhoto.as_view(), name="person-photo"),
    path("people/<pid:pid>/vcard/", people.PersonCard.as_view(), name="person-vcard"),
    path("people/<pid:pid>/follow/", people.PersonFollow.as_view(), name="person-follow"),
    path("people/<pid:pid>/mute/", network.PersonMute.as_view(), name="person-mute"),
    path("people/<pid:pid>/block/", network.PersonBlock.as_view(), name="person-block"),
    path("people/<pid:pid>/followers/", people.Followers.as_view(), name="person-followers"),
    path(
        "people/<pid:pid>/given-skills/",
        skills.GivenSkills.as_view(),
        name="person-given-skills",
    ),
    path(
        "people/<pid:pid>/given-skills/<str:slug>/",
        skills.GivenSkillView.as_view(),
        name="person-given-skill",
    ),
    path("skills/suggest/", skills.SkillsSuggest.as_view(), name="skills-suggest"),
    path("people/<pid:pid>/following/", people.Following.as_view(), name="person-following"),
    path("people/<pid:pid>/chain/", organisation.PersonChain.as_view(), name="person-chain"),
    path("people/<pid:pid>/peers/", organisation.PersonPeers.as_view(), name="person-peers"),
    path("people/<pid:pid>/reports/", organisation.PersonReports.as_view(), name="person-reports"),
    path("departments/", organisation.Departments.as_view(), name="departments"),
    path("departments/<int:pk>/", organisation.DepartmentView.as_view(), name="department"),
    path("places/", organisation.Places.as_view(), name="places"),
    path("places/<int:pk>/", organisation.PlaceView.as_view(), name="place"),
    path("hand-overs/", hand_overs.HandOvers.as_view(), name="hand-overs"),
    path("hand-overs/<pid:pid>/keep/", hand_overs.Keep.as_view(), name="hand-over-keep"),
    path("hand-overs/<pid:pid>/pass/", hand_overs.Pass.as_view(), name="hand-over-pass"),
    path("hand-overs/<pid:pid>/close/", hand_overs.Close.as_view(), name="hand-over-close"),
]
