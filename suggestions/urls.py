"""URLs of this room."""

from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestion_list, name="suggestion-list"),
    path("restore/", views.restore, name="restore"),
    path("dismiss/<slug:kind>/<str:key>/", views.dismiss, name="dismiss"),
]
