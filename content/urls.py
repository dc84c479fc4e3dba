"""URLs of this room."""

from django.urls import path

from content.views import entries, history, images, moderation, preview, search, streams

app_name = "content"
urlpatterns = [
    path("stream/news/", streams.stream_news, name="stream-news"),
    path("tags/suggest/", streams.tag_suggest, name="tag-suggest"),
    path("tags/<str:slug>/", streams.tag_page, name="tag-detail"),
    path("tags/<str:slug>/follow/", streams.tag_follow, name="tag-follow"),
    path("tags/<str:slug>/unfollow/", streams.tag_unfollow, name="tag-unfollow"),
    path("search/", search.search_page, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("search/mentions/", search.mention_suggest, name="mention-suggest"),
    path("search/links/", search.link_suggest, name="link-suggest"),
    path("preview/", preview.preview, name="preview"),
    path("bin/", entries.bin_page, name="bin"),
    path("images/<pid:pid>/", images.image, name="image"),
    path("posts/<pid:pid>/react/", entries.entry_react, name="entry-react"),
    path("posts/<pid:pid>/fresh/", entries.entry_fresh, name="entry-fresh"),
    path("posts/<pid:pid>/comments/", entries.comment_add, name="comment-add"),
    path("posts/<pid:pid>/thread/", entries.thread_news, name="thread-news"),
    path("posts/<pid:pid>/edit/", entries.entry_edit, name="entry-edit"),
    path("posts/<pid:pid>/delete/", entries.entry_delete, name="entry-delete"),
    path("posts/<pid:pid>/restore/", entries.entry_restore, name="entry-restore"),
    path("posts/<pid:pid>/report/", entries.entry_report, name="entry-report"),
    path("posts/<pid:pid>/history/", history.entry_history, name="entry-history"),
    path("posts/<pid:pid>/history/changes/", history.version_changes, name="version-changes"),
    path("posts/<pid:pid>/history/<int:number>/", history.version_detail, name="version-detail"),
    path(
        "posts/<pid:pid>/history/<int:number>/restore/",
        history.version_restore,
        name="version-restore",
    ),
    path("posts/<pid:pid>/readers/", entries.entry_readers, name="entry-readers"),
    path("communities/<slug:slug>/reports/", moderation.queue, name="report-queue"),
    path("communities/<slug:slug>/reports/<pid:pid>/", moderation.report, name="report-detail"),
]
