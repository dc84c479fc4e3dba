"""Wikis over the API: found and read, written in without losing a word, looked after."""

from django.urls import path

from wikis.api import deeds, drafts, images, lists, pages, people, wikis

urlpatterns = [
    path("wikis/", wikis.Wikis.as_view(), name="wikis"),
    path("wikis/mine/", wikis.Mine.as_view(), name="wikis-mine"),
    path("communities/<pid:pid>/wiki/", wikis.OfCommunity.as_view(), name="community-wiki"),
    path("wikis/<slug:wiki>/", wikis.WikiView.as_view(), name="wiki"),
    path("wikis/<slug:wiki>/front/", wikis.Front.as_view(), name="wiki-front"),
    path("wikis/<slug:wiki>/roles/", people.Roles.as_view(), name="wiki-roles"),
    path("wikis/<slug:wiki>/roles/<pid:person>/", people.RoleView.as_view(), name="wiki-role"),
    path("wikis/<slug:wiki>/tree/", lists.Tree.as_view(), name="wiki-tree"),
    path("wikis/<slug:wiki>/changes/", lists.Changes.as_view(), name="wiki-changes"),
    path("wikis/<slug:wiki>/broken-links/", lists.BrokenLinks.as_view(), name="wiki-broken-links"),
    path("wikis/<slug:wiki>/wanted/", lists.WantedPages.as_view(), name="wiki-wanted"),
    path("wikis/<slug:wiki>/orphans/", lists.Orphans.as_view(), name="wiki-orphans"),
    path("wikis/<slug:wiki>/templates/", lists.Templates.as_view(), name="wiki-templates"),
    path("wikis/<slug:wiki>/bin/", lists.Bin.as_view(), name="wiki-bin"),
    path("wikis/<slug:wiki>/suggest/", lists.Suggest.as_view(), name="wiki-suggest"),
    path("wiki-pages/", pages.Pages.as_view(), name="wiki-pages"),
    path("wiki-pages/drafts/", drafts.Drafts.as_view(), name="wiki-pages-drafts"),
    path("wiki-pages/watched/", people.Watched.as_view(), name="wiki-pages-watched"),
    path("wiki-pages/<pid:pid>/", pages.PageView.as_view(), name="wiki-page"),
    path("wiki-pages/<pid:pid>/restore/", pages.OutOfBin.as_view(), name="wiki-page-restore"),
    path(
        "wiki-pages/<pid:pid>/revisions/<int:revision>/restore/",
        pages.RestoreVersion.as_view(),
        name="wiki-page-revision-restore",
    ),
    path("wiki-pages/<pid:pid>/backlinks/", lists.Backlinks.as_view(), name="wiki-page-backlinks"),
    path("wiki-pages/<pid:pid>/children/", lists.Children.as_view(), name="wiki-page-children"),
    path("wiki-pages/<pid:pid>/blame/", pages.Blame.as_view(), name="wiki-page-blame"),
    path("wiki-pages/<pid:pid>/move/", deeds.Move.as_view(), name="wiki-page-move"),
    path("wiki-pages/<pid:pid>/copy/", deeds.Copy.as_view(), name="wiki-page-copy"),
    path("wiki-pages/<pid:pid>/template/", deeds.Template.as_view(), name="wiki-page-template"),
    path("wiki-pages/<pid:pid>/keeper/", people.Keeper.as_view(), name="wiki-page-keeper"),
    path("wiki-pages/<pid:pid>/watch/", people.Watch.as_view(), name="wiki-page-watch"),
    path("wiki-pages/<pid:pid>/draft/", drafts.Draft.as_view(), name="wiki-page-draft"),
    path("wiki-pages/<pid:pid>/writers/", drafts.Writers.as_view(), name="wiki-page-writers"),
    path("wiki-pages/<pid:pid>/images/", images.Images.as_view(), name="wiki-page-images"),
]
