"""URLs of this room."""

from django.urls import path

from profiles.views import directory, own, person

app_name = "profiles"
urlpatterns = [
    path("people/", directory.person_list, name="person-list"),
    path("people/suggest/", directory.person_suggest, name="person-suggest"),
    path("people/<pid:pid>/", person.person_detail, name="person-detail"),
    path("people/<pid:pid>/card/", person.person_card, name="person-card"),
    path("people/<pid:pid>/photo/", person.person_photo, name="person-photo"),
    path("people/<pid:pid>/follow/", person.person_follow, name="person-follow"),
    path("people/<pid:pid>/unfollow/", person.person_unfollow, name="person-unfollow"),
    path("people/<pid:pid>/followers/", person.follower_list, name="follower-list"),
    path("people/<pid:pid>/following/", person.following_list, name="following-list"),
    path("settings/", own.settings_home, name="settings"),
    path("settings/profile/", own.person_edit, name="person-edit"),
    path("settings/profile/photo/", own.photo_set, name="photo-set"),
    path("settings/profile/photo/remove/", own.photo_remove, name="photo-remove"),
    path("settings/apps/", own.app_list, name="app-list"),
    path("settings/apps/<str:client_id>/revoke/", own.app_revoke, name="app-revoke"),
]
