"""URLs of this room."""

from django.urls import path

from blogs.views import deeds, feeds, lists, old, readers, reading, subscribing, writing

app_name = "blogs"
urlpatterns = [
    path("", reading.blog_list, name="blog-list"),
    path("mine/", writing.post_mine, name="post-mine"),
    path("subscriptions/", subscribing.subscription_list, name="subscription-list"),
    path("new/", deeds.blog_new, name="blog-new"),
    path("write/", writing.post_begin_own, name="post-begin-own"),
    path("of/<pid:pid>/", reading.blog_of_person, name="blog-of-person"),
    path("by/<pid:pid>/", lists.posts_by, name="posts-by"),
    path("tagged/<str:slug>/", lists.posts_tagged, name="posts-tagged"),
    path("in/<slug:slug>/", reading.blog_of_community, name="blog-of-community"),
    path("in/<slug:slug>/write/", writing.post_begin_in, name="post-begin-in"),
    path("writing/<pid:pid>/", writing.post_write, name="post-write"),
    path("writing/<pid:pid>/save/", writing.post_save, name="post-save"),
    path("writing/<pid:pid>/image/", writing.post_image, name="post-image"),
    path("writing/<pid:pid>/cover/", deeds.cover_set, name="cover-set"),
    path("writing/<pid:pid>/preview/", writing.post_preview, name="post-preview"),
    path("writing/<pid:pid>/readers/", readers.post_readers, name="post-readers"),
    path("writing/<pid:pid>/people/", deeds.post_people, name="post-people"),
    path("writing/<pid:pid>/notes/", deeds.note_add, name="note-add"),
    path(
        "writing/<pid:pid>/versions/<int:number>/restore/",
        deeds.version_restore,
        name="version-restore",
    ),
    *(
        path(f"writing/<pid:pid>/{deed}/", deeds.post_deed, {"deed": deed}, name=f"post-{deed}")
        for deed in deeds.DEEDS
    ),
    path("feeds/", feeds.feed_list, name="feed-list"),
    path("feeds/make/", feeds.feed_make, name="feed-make"),
    path("feeds/<pid:pid>/renew/", feeds.feed_renew, name="feed-renew"),
    path("feeds/<pid:pid>/revoke/", feeds.feed_revoke, name="feed-revoke"),
    path("feeds/<str:token>.atom", feeds.feed_file, {"form": "atom"}, name="feed-atom"),
    path("feeds/<str:token>.rss", feeds.feed_file, {"form": "rss"}, name="feed-rss"),
    path("feeds/<str:token>/images/<pid:pid>/", feeds.feed_image, name="feed-image"),
    path("old/<path:path>", old.post_moved, name="post-moved"),
    path("posts/<pid:pid>/", reading.post_detail, name="post-detail"),
    path("posts/<pid:pid>/<str:slug>/", reading.post_detail, name="post-detail"),
    path("<slug:slug>/", reading.blog_detail, name="blog-detail"),
    path("<slug:slug>/archive/", lists.blog_archive, name="blog-archive"),
    path("<slug:slug>/<year:year>/<month:month>/", lists.blog_month, name="blog-month"),
    path("<slug:slug>/write/", writing.post_begin, name="post-begin"),
    path("<slug:slug>/subscribe/", subscribing.blog_subscribe, name="subscribe"),
    path("<slug:slug>/unsubscribe/", subscribing.blog_unsubscribe, name="unsubscribe"),
    path("<slug:slug>/settings/", deeds.blog_settings, name="blog-settings"),
    path("<slug:slug>/roles/", deeds.role_set, name="role-set"),
]
