"""URLs of this room."""

from django.urls import path

from welcome import views

app_name = "welcome"
urlpatterns = [
    path("", views.first_visit, name="first-visit"),
    path("leave/", views.leave, name="leave"),
    path("<slug:name>/", views.visit_step, name="step"),
    path("<slug:name>/skip/", views.step_skip, name="step-skip"),
]
