"""URLs of this room."""

from django.urls import path

from activity import views

app_name = "activity"
urlpatterns = [
    path("", views.home, name="home"),
    path("everyone/", views.everyone, name="everyone"),
    path("notifications/", views.bell, name="notifications"),
    path("notifications/count/", views.bell_count, name="notification-count"),
    path("notifications/read/", views.bell_read, name="notification-read"),
    path("notifications/<str:public_id>/", views.bell_open, name="notification-open"),
    path("settings/mail/", views.mail_settings, name="mail-settings"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail-stop"),
]
