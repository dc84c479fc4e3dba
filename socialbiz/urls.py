"""The table of URLs: one line for each room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from socialbiz import outbox
from socialbiz.appearance import appearance
from socialbiz.gallery.page import gallery

urlpatterns = [
    path("", include("activity.urls")),
    path("", include("profiles.urls")),
    path("communities/", include("communities.urls")),
    path("guests/", include("communities.guest_urls")),
    path("", include("content.urls")),
    path("updates/", include("updates.urls")),
    path("blogs/", include("blogs.urls")),
    path("suggestions/", include("suggestions.urls")),
    path("welcome/", include("welcome.urls")),
    path("", include("expertise.urls")),
    path("api/", include("socialbiz.api")),
    path("accounts/", include("allauth.urls")),
    path("", include(([path("", include("socialbiz.oauth_urls"))], "idp"))),
    path("admin/", admin.site.urls),
    path("gallery/", gallery, name="gallery"),
    path("settings/appearance/", appearance, name="appearance"),
]

if settings.LOCAL_PAGES:
    urlpatterns += [
        path("outbox/", outbox.mails, name="outbox"),
        path("outbox/sign-ins/", outbox.people, name="outbox-sign-ins"),
        path("outbox/sign-ins.json", outbox.people_json, name="outbox-sign-ins-json"),
        path("outbox/<str:name>/", outbox.mail, name="outbox-mail"),
    ]

handler500 = "socialbiz.errors.server_error"
