"""URLs of the pages about guests: they come in through communities."""

from django.urls import path

from communities.views import guests

app_name = "guests"
urlpatterns = [
    path("", guests.guest_list, name="guest-list"),
    path("<pid:pid>/", guests.guest_detail, name="guest-detail"),
    path("<pid:pid>/renew/", guests.guest_renew, name="guest-renew"),
]
