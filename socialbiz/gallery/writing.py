"""The boxes for writing that the gallery shows."""

from typing import Any

from django import forms

from socialbiz.gallery.people import PRIYA


class SummaryForm(forms.Form):
    """What a page adds under the text of an editor."""

    excerpt = forms.CharField(
        label="Excerpt",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Shown in lists. Without one, the first lines are.",
    )
    tags = forms.CharField(label="Tags", required=False)


ARTICLE = """\
For **three weeks** we drew the same page on two grids, and *measured* both: [the sheet](/sheet/).

## What changed

- Lines are 68 characters long, whatever the window
- Pictures keep their place while they load
- [ ] Tables still wait for somebody with patience

> [!NOTE]
> Old links go on working.

| Page | Before | After |
| --- | --- | --- |
| Profile | 840 ms | 310 ms |
| Stream | 1,200 ms | 420 ms |

```css
.page { max-width: 68ch; }
```

The old grid had twelve columns, of which nobody used five.[^1]

[^1]: Counted on all 214 templates.
"""


def composers() -> dict[str, dict[str, Any]]:
    """An update, one that was refused, and an answer."""
    audiences = [
        {
            "value": "company",
            "label": "Everyone",
            "hint": "Every employee, no guests",
            "kind": "company",
            "reach": 412,
        },
        {
            "value": "design",
            "label": "Design",
            "hint": "Open: members are told, every employee may read",
            "kind": "community",
            "reach": 38,
            "current": True,
        },
        {
            "value": "north",
            "label": "Northbeam joint project",
            "hint": "Members only, guests among them",
            "kind": "closed",
            "reach": 14,
        },
    ]
    update = {
        "id": "compose",
        "action": "/gallery/",
        "person": PRIYA,
        "placeholder": "What are you working on?",
        "label": "Write an update",
        "send_label": "Post to Design",
        "audiences": audiences,
        "reach": 38,
        "allow_image": True,
        "preview_url": "/gallery/",
        "draft_state": "Draft saved 10:42",
    }
    refused = update | {
        "id": "compose-refused",
        "text": "A text that was too long stays where it was typed.",
        "errors": ["You left Design, so this was not posted. Choose who should read it."],
        "image": {"url": "/static/gallery.svg", "alt": "A control cabinet"},
        "draft_state": "",
    }
    answer = {
        "id": "answer",
        "action": "/gallery/",
        "kind": "comment",
        "person": PRIYA,
        "placeholder": "Write a comment",
        "label": "Write a comment",
        "send_label": "Comment",
        "reply_to": {"id": "c1", "name": "Jun Watanabe"},
    }
    return {"update": update, "refused": refused, "answer": answer}


def editors() -> dict[str, dict[str, Any]]:
    """A post that is being written, and one that was refused."""
    actions = [
        {"label": "Publish", "name": "deed", "value": "publish", "kind": "primary"},
        {"label": "Save draft", "name": "deed", "value": "save"},
    ]
    whole = {
        "id": "write",
        "action": "/gallery/",
        "title": "What the new grid taught us",
        "title_label": "Title",
        "text_label": "Text of the post",
        "text": ARTICLE,
        "placeholder": "Write in Markdown",
        "number": 4,
        "image_url": "/gallery/image/",
        "preview_url": "/gallery/preview/",
        "fields": [SummaryForm(prefix="post")["excerpt"], SummaryForm(prefix="post")["tags"]],
        "actions": actions,
        "cancel_url": "/gallery/#g-editor",
        "draft_state": "Saved 14:03",
    }
    refused = {
        "id": "write-refused",
        "action": "/gallery/refused/",
        "title": "",
        "title_label": "Title",
        "text_label": "Text of the refused post",
        "text": "What was typed is still here.",
        "placeholder": "Write in Markdown",
        "errors": ["A post needs a title. Write one and publish again."],
        "actions": actions[:1],
    }
    return {"whole": whole, "refused": refused}
