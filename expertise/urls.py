"""URLs of this room."""

from django.urls import path

from expertise import views

app_name = "expertise"
urlpatterns = [
    path("expertise/", views.expertise, name="expertise"),
    path("expertise/evidence/hide/", views.evidence_hide, name="evidence-hide"),
    path("expertise/evidence/show/", views.evidence_show, name="evidence-show"),
    path("expertise/picture/", views.picture_page, name="picture"),
    path("expertise/picture.csv", views.picture_csv, name="picture-csv"),
    path("settings/expertise/", views.evidence, name="evidence"),
]
