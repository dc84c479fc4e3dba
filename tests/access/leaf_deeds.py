"""Every way to change the wikis of the world, and their pages. No test of its own."""

from tests.access.calls import Call, call, form, get
from tests.access.leaves import KEYS
from tests.access.words import word


def _writes(name: str) -> list[Call]:
    at = f"{{{name}}}"
    said = {"title": f"Page {word(name)}", "text": "new"}
    base, revision = {"base": f"{{base_{name}}}"}, {"base_revision": f"{{base_{name}}}"}
    return [
        get(f"/wikis/writing/{at}/"),
        get(f"/wikis/page/{at}/move/"),
        get(f"/wikis/page/{at}/copy/"),
        get(f"/wikis/page/{at}/delete/"),
        get(f"/wikis/page/{at}/keeper/"),
        form(f"/wikis/writing/{at}/", {**said, **base}),
        form(f"/wikis/writing/{at}/save/", {**said, **base}),
        form(f"/wikis/writing/{at}/image/", image="image"),
        form(f"/wikis/writing/{at}/versions/1/restore/", base),
        form(f"/wikis/page/{at}/move/", {"first": "1"}),
        form(f"/wikis/page/{at}/copy/", {"title": "Another"}),
        form(f"/wikis/page/{at}/keeper/", {"person": ""}),
        form(f"/wikis/page/{at}/delete/", base),
        call("PUT", f"wiki-pages/{at}/", {"title": said["title"], "source": "new", **revision}),
        call("PATCH", f"wiki-pages/{at}/", {"source": "new", **revision}),
        call("PUT", f"wiki-pages/{at}/draft/", {"title": "new", "source": "new"}),
        call("POST", f"wiki-pages/{at}/draft/"),
        call("POST", f"wiki-pages/{at}/images/", image="image"),
        call("POST", f"wiki-pages/{at}/revisions/1/restore/", revision),
        call("POST", f"wiki-pages/{at}/move/", {"parent": None, "first": True}),
        call("POST", f"wiki-pages/{at}/copy/", {"title": "Another"}),
        call("DELETE", f"wiki-pages/{at}/keeper/"),
        call("DELETE", f"wiki-pages/{at}/?base_revision={{base_{name}}}"),
    ]


DEEDS: dict[tuple[str, str], list[Call]] = {
    **{("write", f"page_{key}"): _writes(f"page_{key}") for key in KEYS},
    **{
        ("create", f"page_in_{key}"): [
            get(f"/wikis/{{slug_wiki_{key}}}/new/"),
            form(f"/wikis/{{slug_wiki_{key}}}/new/", {"title": "Another"}),
        ]
        for key in KEYS
    },
    # What is sent names the wiki; the address is that of all pages.
    **{
        ("name", f"wiki_{key}"): [
            call(
                "POST", "wiki-pages/", {"wiki": f"{{slug_wiki_{key}}}", "title": "A", "source": "B"}
            ),
            call(
                "POST",
                "wiki-pages/",
                {"wiki": f"{{slug_wiki_{key}}}", "title": "A", "is_draft": True},
            ),
        ]
        for key in ("closed", "secret", "shared")
    },
    **{
        (deed, f"page_{key}"): [
            form(f"/wikis/page/{{page_{key}}}/watch/", {"to": to}),
            call(method, f"wiki-pages/{{page_{key}}}/watch/"),
        ]
        for key in ("company", "closed", "secret", "private")
        for deed, to, method in (("watch", "page", "PUT"), ("unwatch", "none", "DELETE"))
    },
    **{
        ("preview", f"page_{key}"): [
            form(f"/wikis/writing/{{page_{key}}}/preview/", {"text": "[[Page]]"}),
            form(f"/wikis/writing/{{page_{key}}}/leave/"),
            call("DELETE", f"wiki-pages/{{page_{key}}}/writers/"),
        ]
        for key in ("company", "closed", "secret", "private")
    },
    ("stay", "page_closed"): [form("/wikis/writing/{page_closed}/stay/")],
    ("stay", "page_open"): [form("/wikis/writing/{page_open}/stay/")],
    ("throw_away", "typed_on_closed"): [
        form("/wikis/writing/{page_closed}/drop/"),
        call("DELETE", "wiki-pages/{page_closed}/draft/"),
    ],
    **{
        ("begin_the_wiki", f"page_{key}"): [
            form(f"/wikis/page/{{page_{key}}}/front/"),
            call("PUT", f"wikis/{{slug_wiki_{key}}}/front/", {"page": f"{{page_{key}}}"}),
        ]
        for key in ("closed", "company")
    },
    ("begin_with_nothing", "wiki_closed"): [call("DELETE", "wikis/{slug_wiki_closed}/front/")],
    **{
        ("make_template", f"page_{key}"): [
            form(f"/wikis/page/{{page_{key}}}/template/", {"is_template": "1"}),
            call("PUT", f"wiki-pages/{{page_{key}}}/template/"),
        ]
        for key in ("open", "secret")
    },
    ("make_page_again", "page_template"): [
        form("/wikis/page/{page_template}/template/", {"is_template": ""}),
        call("DELETE", "wiki-pages/{page_template}/template/"),
    ],
    ("ask_about", "page_closed"): [
        form("/wikis/page/{page_closed}/keeper/", {"person": "@{handle_member}"}),
        call("PUT", "wiki-pages/{page_closed}/keeper/", {"person": "{member}"}),
    ],
    ("save_stale", "page_closed"): [
        form(
            "/wikis/writing/{page_closed}/",
            {"title": "Other", "text": "All of it is different.", "base": "1"},
        ),
        call(
            "PUT",
            "wiki-pages/{page_closed}/",
            {"title": "Other", "source": "All of it is different.", "base_revision": 1},
        ),
    ],
    ("restore_version_of_other", "page_closed"): [
        form(
            "/wikis/writing/{page_closed}/versions/{other_version}/restore/",
            {"base": "{base_page_closed}"},
        ),
        call(
            "POST",
            "wiki-pages/{page_closed}/revisions/{other_version}/restore/",
            {"base_revision": "{base_page_closed}"},
        ),
    ],
    **{
        ("restore", f"page_{name}"): [
            form(f"/wikis/page/{{page_{name}}}/restore/"),
            call("POST", f"wiki-pages/{{page_{name}}}/restore/"),
        ]
        for name in ("deleted", "hidden")
    },
    ("put_below", "page_secret"): [
        form("/wikis/page/{page_company}/move/", {"parent": "{page_secret}"}),
        form("/wikis/page/{page_company}/move/", {"after": "{page_secret}"}),
        call("POST", "wiki-pages/{page_company}/move/", {"parent": "{page_secret}"}),
    ],
    ("comment", "page_closed"): [
        form("/posts/{page_closed}/comments/", {"text": "Well"}),
        call("POST", "entries/{page_closed}/comments/", {"source": "Well"}),
    ],
    ("comment", "page_begun"): [form("/posts/{page_begun}/comments/", {"text": "Well"})],
    # The doors of texts that are their author's alone.
    ("edit_as_post", "page_closed"): [
        form("/posts/{page_closed}/history/1/restore/"),
        form("/posts/{page_closed}/restore/"),
        call("PATCH", "updates/{page_closed}/", {"source": "new"}),
        call("DELETE", "updates/{page_closed}/"),
        call("PATCH", "comments/{page_closed}/", {"source": "new"}),
        call("POST", "entries/{page_closed}/revisions/1/restore/"),
        call("POST", "entries/{page_closed}/remove/", {"reason": "off topic"}),
        call("POST", "entries/{page_deleted}/restore/"),
    ],
    ("begin", "wiki_own"): [form("/wikis/own/"), call("POST", "wikis/mine/")],
    **{
        ("begin", f"wiki_{key}"): [
            form(f"/wikis/in/{{slug_{key}}}/begin/"),
            call("POST", f"communities/{{circle_{key}}}/wiki/"),
        ]
        for key in ("closed", "secret", "archived")
    },
    **{
        ("edit", f"wiki_{key}"): [
            form(
                f"/wikis/{{slug_wiki_{key}}}/settings/", {"title": "New", "members_may": "reader"}
            ),
            form(
                f"/wikis/{{slug_wiki_{key}}}/roles/",
                {"people": "@{handle_member}", "role": "reader"},
            ),
            call("PATCH", f"wikis/{{slug_wiki_{key}}}/", {"title": "New", "members_may": "reader"}),
            call("PUT", f"wikis/{{slug_wiki_{key}}}/roles/{{member}}/", {"role": "reader"}),
        ]
        for key in ("company", "closed", "private")
    },
    ("take", "role_in_wiki_shared"): [
        form("/wikis/{slug_wiki_shared}/roles/", {"person": "{employee}", "role": ""}),
        call("DELETE", "wikis/{slug_wiki_shared}/roles/{employee}/"),
    ],
    ("create", "wiki_of_company"): [
        form(
            "/wikis/new/", {"title": "News", "owners": "@{handle_member}", "members_may": "editor"}
        ),
        call("POST", "wikis/", {"title": "News", "owner": "{member}"}),
    ],
}
