"""The table of URLs: one line for each room."""

from django.contrib import admin
from django.urls import include, path

from socialbiz.appearance import appearance
from socialbiz.gallery import gallery

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("gallery/", gallery, name="gallery"),
    path("settings/appearance/", appearance, name="appearance"),
]
