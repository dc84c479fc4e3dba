"""What is written, over the API: threads, reactions, streams, search, images, reports."""

from django.urls import path

from content.api import comments, entries, history, images, reports, streams, tags

urlpatterns = [
    path("streams/<slug:name>/", streams.StreamView.as_view(), name="stream"),
    path("streams/<slug:name>/news/", streams.StreamNews.as_view(), name="stream-news"),
    path("search/", streams.Search.as_view(), name="search"),
    path("tags/suggest/", tags.TagSuggest.as_view(), name="tag-suggest"),
    path("tags/<str:slug>/follow/", tags.TagFollowView.as_view(), name="tag-follow"),
    path("me/tags/", tags.MyTags.as_view(), name="me-tags"),
    path("mentions/suggest/", streams.MentionSuggest.as_view(), name="mention-suggest"),
    path("links/suggest/", streams.LinkSuggest.as_view(), name="link-suggest"),
    path("preview/", streams.Preview.as_view(), name="preview"),
    path("bin/", entries.Bin.as_view(), name="bin"),
    path("reaction-choices/", entries.Choices.as_view(), name="reaction-choices"),
    path("entries/<pid:pid>/comments/", comments.Thread.as_view(), name="comments"),
    path("entries/<pid:pid>/reactions/", entries.ReactionBar.as_view(), name="reactions"),
    path(
        "entries/<pid:pid>/reactions/<str:emoji>/", entries.ReactionView.as_view(), name="reaction"
    ),
    path("entries/<pid:pid>/revisions/", history.Revisions.as_view(), name="revisions"),
    path("entries/<pid:pid>/revisions/<int:revision>/", history.One.as_view(), name="revision"),
    path(
        "entries/<pid:pid>/revisions/<int:revision>/restore/",
        history.Restore.as_view(),
        name="revision-restore",
    ),
    path("entries/<pid:pid>/comparison/", history.Comparison.as_view(), name="comparison"),
    path("entries/<pid:pid>/readers/", entries.Readers.as_view(), name="readers"),
    path("entries/<pid:pid>/remove/", entries.RemoveByModerator.as_view(), name="entry-remove"),
    path("entries/<pid:pid>/restore/", entries.Restore.as_view(), name="entry-restore"),
    path("comments/<pid:pid>/", comments.CommentView.as_view(), name="comment"),
    path("images/<pid:pid>/", images.ImageView.as_view(), name="image"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("communities/<pid:pid>/reports/", reports.Queue.as_view(), name="report-queue"),
    path(
        "communities/<pid:pid>/reports/<pid:number>/", reports.ReportView.as_view(), name="report"
    ),
    path(
        "communities/<pid:pid>/reports/<pid:number>/decision/",
        reports.Decision.as_view(),
        name="report-decision",
    ),
]
