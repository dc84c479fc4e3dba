"""URLs of this room."""

from django.urls import path

from updates import views

app_name = "updates"
urlpatterns = [
    path("", views.update_publish, name="update-publish"),
    path("drafts/", views.draft_list, name="draft-list"),
    path("drafts/save/", views.draft_save, name="draft-save"),
    path("drafts/<pid:pid>/discard/", views.draft_discard, name="draft-discard"),
    path("drafts/<pid:pid>/image/", views.draft_image, name="draft-image"),
    path("<pid:pid>/", views.update_detail, name="update-detail"),
]
