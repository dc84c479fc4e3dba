"""Blogs over the API: found and read, written in, looked after."""

from django.urls import path

from blogs.api import blogs, deeds, feeds, images, people, posts, subscriptions

urlpatterns = [
    path("blogs/", blogs.Blogs.as_view(), name="blogs"),
    path("blogs/<slug:blog>/", blogs.BlogView.as_view(), name="blog"),
    path("blogs/<slug:blog>/posts/", blogs.BlogPosts.as_view(), name="blog-post-list"),
    path("blogs/<slug:blog>/months/", blogs.Months.as_view(), name="blog-months"),
    path("blogs/<slug:blog>/roles/", blogs.Roles.as_view(), name="blog-roles"),
    path("blogs/<slug:blog>/roles/<pid:person>/", blogs.RoleView.as_view(), name="blog-role"),
    path("blog-feeds/", feeds.Feeds.as_view(), name="blog-feeds"),
    path("blog-feeds/<pid:pid>/", feeds.FeedView.as_view(), name="blog-feed"),
    path("blog-feeds/<pid:pid>/renew/", feeds.FeedRenewal.as_view(), name="blog-feed-renew"),
    path(
        "blogs/<slug:blog>/subscription/",
        subscriptions.SubscriptionView.as_view(),
        name="blog-subscription",
    ),
    path(
        "me/blog-subscriptions/",
        subscriptions.MySubscriptions.as_view(),
        name="me-blog-subscriptions",
    ),
    path("blog-posts/", posts.Posts.as_view(), name="blog-posts"),
    path("blog-posts/mine/", posts.Mine.as_view(), name="blog-posts-mine"),
    path("blog-posts/asked/", posts.Asked.as_view(), name="blog-posts-asked"),
    path("blog-posts/<pid:pid>/", posts.PostView.as_view(), name="blog-post"),
    path("blog-posts/<pid:pid>/readers/", posts.Readers.as_view(), name="blog-post-readers"),
    path("blog-posts/<pid:pid>/publish/", deeds.Publish.as_view(), name="blog-post-publish"),
    path("blog-posts/<pid:pid>/schedule/", deeds.Schedule.as_view(), name="blog-post-schedule"),
    path("blog-posts/<pid:pid>/end/", deeds.End.as_view(), name="blog-post-end"),
    path("blog-posts/<pid:pid>/submit/", deeds.Submit.as_view(), name="blog-post-submit"),
    path("blog-posts/<pid:pid>/return/", deeds.Return.as_view(), name="blog-post-return"),
    path("blog-posts/<pid:pid>/archive/", deeds.Archive.as_view(), name="blog-post-archive"),
    path("blog-posts/<pid:pid>/changes/", deeds.Changes.as_view(), name="blog-post-changes"),
    path(
        "blog-posts/<pid:pid>/comments-open/",
        deeds.CommentsOpen.as_view(),
        name="blog-post-comments-open",
    ),
    path("blog-posts/<pid:pid>/pin/", deeds.Pin.as_view(), name="blog-post-pin"),
    path(
        "blog-posts/<pid:pid>/revisions/<int:revision>/restore/",
        deeds.Restore.as_view(),
        name="blog-post-restore",
    ),
    path("blog-posts/<pid:pid>/authors/", people.Authors.as_view(), name="blog-post-authors"),
    path("blog-posts/<pid:pid>/reviewers/", people.Reviewers.as_view(), name="blog-post-reviewers"),
    path("blog-posts/<pid:pid>/notes/", people.Notes.as_view(), name="blog-post-notes"),
    path("blog-posts/<pid:pid>/images/", images.Images.as_view(), name="blog-post-images"),
    path("blog-posts/<pid:pid>/cover/", images.Cover.as_view(), name="blog-post-cover"),
]
