"""What articles have beyond other texts: pictures, footnotes, callouts, contents, tables, length.

No test here needs the database.
"""

import contextlib
import random
import re
import threading
import time
from typing import Final

import pytest
from django.utils.translation import override

from content.markdown import (
    Heading,
    ImageTarget,
    MentionTarget,
    TextRefused,
    _parse,
    find_mentions,
    reading_minutes,
    render,
    summary,
    word_count,
)
from content.markdown.article import MAX_NOTES
from content.markdown.limits import MAX_CHILDREN, MAX_SECONDS

REL: Final = ' rel="nofollow ugc noopener noreferrer"'
CAT: Final = "2345678923456789"
DOG: Final = "bcdfghjkbcdfghjk"
IMAGES: Final = {CAT: ImageTarget(f"/images/{CAT}/", 800, 600)}
IMG: Final = (
    f'<img src="/images/{CAT}/" alt="A cat" width="800" height="600" loading="lazy"'
    ' decoding="async">'
)
ADA: Final = {"ada": MentionTarget(url="/people/p1/", label="Ada Lovelace")}
LENGTH: Final = 250_000
MOST_SECONDS: Final = 2 * MAX_SECONDS["article"]


def page(source: str) -> str:
    """The HTML of an article without the `rel` every link carries."""
    return render(source, people=ADA, images=IMAGES, flavour="article").html.replace(REL, "")


def refusal(source: str) -> TextRefused:
    with pytest.raises(TextRefused) as caught:
        render(source, flavour="article")
    return caught.value


# Pictures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"![A cat](/images/{CAT}/)", f"<figure>{IMG}</figure>"),
        (f'![A cat](/images/{CAT}/ "On a <mat>")',
         f"<figure>{IMG}<figcaption>On a &lt;mat&gt;</figcaption></figure>"),
        (f"![A cat][1]\n\n[1]: /images/{CAT}/ 'Mat'",
         f"<figure>{IMG}<figcaption>Mat</figcaption></figure>"),
        (f"![A *cat*](</images/{CAT}/>)", f"<figure>{IMG}</figure>"),
        (f"![A\ncat](/images/{CAT}/)", f"<figure>{IMG}</figure>"),
        (f"![A cat](/images/{CAT}/)\n![A cat](/images/{CAT}/)", f"<figure>{IMG}</figure>" * 2),
        (f"[![A cat](/images/{CAT}/)](/y)", f'<figure><a href="/y">{IMG}</a></figure>'),
        (f"See ![A cat](/images/{CAT}/).", f"<p>See {IMG}.</p>"),
        (f"- ![A cat](/images/{CAT}/)", f"<ul><li>{IMG}</li></ul>"),
        (f"[so ![A cat](/images/{CAT}/)](/y)", f'<p><a href="/y">so {IMG}</a></p>'),
        (f"> ![A cat](/images/{CAT}/)", f"<blockquote><figure>{IMG}</figure></blockquote>"),
    ],
)  # fmt: skip
def test_an_image_of_the_site_is_shown_with_its_size(source: str, expected: str) -> None:
    assert page(source) == expected


def test_the_caption_of_a_picture_in_a_sentence_is_its_title() -> None:
    html = page(f"""See ![A cat](/images/{CAT}/ "It's <so>") here""")
    assert ' title="It\'s <so>"' in html.replace("&#x27;", "'").replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    assert "figcaption" not in html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"![A dog](/images/{DOG}/ 'So')", "<p>A dog</p>"),
        (f"See ![A dog](/images/{DOG}/).", "<p>See A dog.</p>"),
        (f"![](/images/{DOG}/)", ""),
        (f"[![A dog](/images/{DOG}/)](/y)", '<p><a href="/y">A dog</a></p>'),
        (f"[![](/images/{DOG}/)](/y)", f'<p><a href="/y">/images/{DOG}/</a></p>'),
    ],
)
def test_an_unknown_image_leaves_its_description(source: str, expected: str) -> None:
    assert page(source) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x.png",
        "//evil.example/images/" + CAT + "/",
        f"https://evil.example/images/{CAT}/",
        f"/images/{CAT}",
        f"/images/{CAT}/?s=thumb",
        f"/images/{CAT}/../x",
        f"/images/{CAT[:-1]}/",
        f"/images/{CAT[:-1]}a/",
        f"images/{CAT}/",
        "/people/ada/",
    ],
)
def test_a_picture_from_anywhere_else_is_a_link(address: str) -> None:
    html = page(f"![A cat]({address})")
    assert "<img" not in html
    assert re.fullmatch('<p><a href="[^"]+">A cat</a></p>', html)


def test_an_image_target_elsewhere_is_not_shown() -> None:
    for url in ("https://evil.example/x.png", "javascript:alert(1)", f"//e.example/images/{CAT}/"):
        images = {CAT: ImageTarget(url, 1, 1)}
        html = render(f"![A cat](/images/{CAT}/)", images=images, flavour="article").html
        assert html == "<p>A cat</p>"


def test_a_picture_in_the_description_of_another_is_words() -> None:
    assert page(f"![a ![b](/images/{DOG}/) [c](/d)](/images/{CAT}/)") == (
        f"<figure>{IMG}</figure>".replace("A cat", "a b c")
    )


def test_what_a_picture_shows_can_be_searched() -> None:
    source = f"![A cat](/images/{CAT}/ 'On a mat')\n\nEnd"
    assert render(source, images=IMAGES, flavour="article").text == "A cat\nOn a mat\nEnd"


@pytest.mark.parametrize("flavour", ["post", "comment"])
def test_other_texts_have_none_of_it(flavour: str) -> None:
    source = (
        f"![A cat](/images/{CAT}/)\n\n# H\n\n> [!NOTE]\n> a\n\nx[^1]\n\n[^1]: note\n\na|b\n-|-\n1|2"
    )
    html = render(source, images=IMAGES, flavour=flavour).html  # type: ignore[arg-type]
    assert not re.search(r"<(img|figure|h2|section|sup)\b|\bid=|role=|callout", html)
    assert "<h3>H</h3><blockquote><p>[!NOTE]<br>a</p></blockquote>" in html


# Headings -----------------------------------------------------------------------------------------


def test_headings_have_ids_and_make_the_contents() -> None:
    source = "## One *two*\n\n### Größe & Maß?\n\n## One two\n\n> ## Quoted\n\n## @ada & @bob"
    rendered = render(source, people=ADA, flavour="article")
    assert rendered.contents == (
        Heading(2, "section-one-two", "One two"),
        Heading(3, "section-grosse-mass", "Größe & Maß?"),
        Heading(2, "section-one-two-2", "One two"),
        Heading(2, "section-ada-bob", "@Ada Lovelace & @bob"),
    )
    for heading in rendered.contents:
        assert f'<h{heading.level} id="{heading.id}">' in rendered.html
    assert '<blockquote><h2 id="section-quoted">' in rendered.html
    assert render(source).contents == ()


@pytest.mark.parametrize(
    ("source", "levels"),
    [("# a\n## b\n### c", "234"), ("### a\n## b", "32"), ("#### a", "2"), ("# a\n###### b", "26")],
)
def test_the_highest_heading_stands_below_that_of_the_page(source: str, levels: str) -> None:
    assert "".join(re.findall("<h([1-6])", page(source))) == levels


def test_ids_are_unique_whatever_the_headings_say() -> None:
    words = ["a", "a-2", "A", "a 2", "!", "?", "日本語", "a-2-2", "x" * 90, "x" * 91, "é", "e"]
    chance = random.Random(1)
    source = "\n\n".join(f"# {chance.choice(words)}" for _ in range(300))
    ids = re.findall('id="([^"]+)"', page(source))
    assert len(ids) == len(set(ids)) == 300
    assert all(re.fullmatch(r"section-[\w-]{1,70}", one) for one in ids)
    assert "section-日本語" in ids


def test_the_contents_leave_out_footnotes_and_say_what_pictures_show() -> None:
    rendered = render(f"# A[^1] ![cat](/images/{CAT}/)\n\n[^1]: x", flavour="article")
    assert rendered.contents == (Heading(2, "section-a-cat", "A cat"),)


# Footnotes ----------------------------------------------------------------------------------------


def test_a_footnote_leads_there_and_back() -> None:
    assert page("Hello[^a].\n\n[^a]: A *note*.") == (
        '<p>Hello<sup class="note-ref"><a href="#note-1" id="note-ref-1" role="doc-noteref">1</a>'
        '</sup>.</p><section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol>'
        '<li id="note-1"><p>A <em>note</em>. <a class="note-back" href="#note-ref-1"'
        ' role="doc-backlink" aria-label="Back to the text">↩</a></p></li></ol></section>'
    )


def test_footnotes_are_numbered_as_they_are_first_referred_to() -> None:
    html = page("x[^b] y[^a] z[^B]\n\n[^a]: Aaa[^c]\n[^b]: Bbb\n[^c]: Ccc\n[^d]: Ddd")
    notes = re.findall('<li id="note-([0-9])"><p>(...)', html)
    assert notes == [("1", "Bbb"), ("2", "Aaa"), ("3", "Ccc"), ("4", "Ddd")]
    assert re.findall('id="(note-ref-[0-9-]+)"', html) == [
        "note-ref-1", "note-ref-2", "note-ref-1-2", "note-ref-3",
    ]  # fmt: skip
    assert html.count("doc-backlink") == 4
    assert render("x[^b]\n\n[^b]: Bbb", flavour="article").text == "x\nBbb"


def test_a_footnote_holds_blocks_and_ends_at_the_next_line_that_is_none_of_it() -> None:
    html = page(
        "a[^1]\n\n[^1]: One\nmore\n\n    Two\n\n    ```\n    code\n    ```\n\n    - item\n\n"
        "after\n\n- list[^1]\n[^2]: at a list\n# H"
    )
    note = html.partition('<li id="note-1">')[2].partition("</li><li id")[0]
    assert "<p>One<br>more</p><p>Two</p>" in note
    assert "code\n</code></pre><ul><li>item</li></ul><p> <a" in note
    assert "<p>after</p><ul><li>list<sup" in html
    assert "at a list</p>" in html
    assert html.index("<h2") < html.index("<section")


@pytest.mark.parametrize(
    "source",
    ["x[^1]", "x[^]\n\n[^]: y", "`[^1]`\n\n[^2]: y", "[^1]: y\n\n```\n[^1]\n```", r"\[^1]"],
)
def test_what_is_no_reference_stays_text(source: str) -> None:
    assert "doc-noteref" not in page(source)


def test_a_footnote_defined_twice_loses_no_words() -> None:
    html = page("x[^1]\n\n[^1]: first\n\n[^1]: second")
    assert html.count("<li id=") == 1
    assert "first" in html
    assert "second" in html


def test_people_in_footnotes_are_mentioned() -> None:
    assert find_mentions("x[^1]\n\n[^1]: by @ada", flavour="article") == ("ada",)


# Callouts, tables, tasks --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "caution"])
def test_a_callout_says_what_it_is(kind: str) -> None:
    assert page(f"> [!{kind}]\n> Mind *this*\n> - a") == (
        f'<div class="callout callout-{kind.lower()}" role="note">'
        f'<p class="callout-title">{kind.capitalize()}</p><p>Mind <em>this</em></p>'
        "<ul><li>a</li></ul></div>"
    )


def test_callouts_and_quotes_one_after_the_other_stay_apart() -> None:
    html = page("> [!NOTE]\n> a\n\n> [!TIP]\n>\n> b\n\n> c\n\n> d")
    assert html.count('role="note"') == 2
    assert html.endswith("<blockquote><p>c</p></blockquote><blockquote><p>d</p></blockquote>")
    assert '<p class="callout-title">Tip</p><p>b</p>' in html


@pytest.mark.parametrize("source", ["> [!NOTE]", "> [!NOTE] a", "> [!OTHER]\n> a", "> a\n> [!TIP]"])
def test_what_is_no_callout_stays_a_quote(source: str) -> None:
    assert page(source).startswith("<blockquote>")


def test_a_table_that_scrolls_has_a_name_and_is_reached_by_key() -> None:
    html = page("a|b\n-|-:\n1|2\n\ntext\n\nc|d\n-|-\n3|4")
    frames = re.findall("<div[^>]*>", html)
    assert frames == [
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="Table {n}">'
        for n in (1, 2)
    ]
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_tasks_and_code_are_as_in_posts() -> None:
    source = "- [x] done\n- [ ] open\n\n```py\ndef f(): pass\n```"
    assert page(source) == str(render(source).html)


def test_more_code_is_coloured_in_an_article() -> None:
    block = "```python\n" + "x = 1\n" * 190 + "```\n\n"
    assert render(block * 12).html.count('<span class="n">') == 190 * 3
    assert page(block * 12).count('<span class="n">') == 190 * 12


def test_words_of_ours_follow_the_language() -> None:
    source = "> [!NOTE]\n> kept by language"
    with override("de"):
        page(source)
        page(source)
        assert _parse.cache_info().hits
    misses = _parse.cache_info().misses
    with override("en"):
        page(source)
    assert _parse.cache_info().misses == misses + 1


# Summary, words, reading time ---------------------------------------------------------------------


def test_a_summary_is_how_the_paragraphs_begin() -> None:
    html = page(
        f"# Title\n\n> quoted\n\nFirst[^1] *words* ![A cat](/images/{CAT}/).\n\n"
        "- item\n\nSecond.\n\n[^1]: note"
    )
    assert summary(html) == "First words . Second."
    assert summary(page("word " * 100)).endswith("word…")
    assert 190 <= len(summary(page("word " * 100))) <= 200
    assert summary(page("# Only\n\n- a\n- b")) == "Only a b"
    assert summary(page("one\n\ntwo three"), 9) == "one two…"
    assert summary("") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two\nthree", 3),
        ("don't don\u2019t re-read Zoë's e.g. 3.14", 6),
        ("— & … ↩", 0),
        ("日本語 and 中文", 6),
        ("한국어 글", 2),
        ("привет, мир", 2),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (100, 1), (440, 2), (2_200, 10)])
def test_reading_takes_a_minute_for_220_words(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


# Length and time ----------------------------------------------------------------------------------


def seconds(source: str) -> float:
    """Processor time of one rendering, whether it is refused or not."""
    _parse.cache_clear()
    began = time.process_time()
    with contextlib.suppress(TextRefused):
        render(source, images=IMAGES, flavour="article")
    return time.process_time() - began


def ordinary(length: int) -> str:
    chance = random.Random(4)
    words = [
        "people",
        "who",
        "write",
        "here",
        "know",
        "that",
        "a",
        "good",
        "text",
        "takes",
        "its",
        "time",
        "and",
        "is",
        "worth",
        "it",
    ]

    def sentence() -> str:
        chosen = [chance.choice(words) for _ in range(chance.randint(8, 20))]
        marks = ["*{}*", "**{}**", "`{}`", "[{}](https://example.org/a?b=c&d)", "{}", "{}", "{}"]
        chosen[3] = chance.choice(marks).format(chosen[3])
        return " ".join(chosen).capitalize() + "."

    parts: list[str] = []
    size = 0
    while size < length:
        n = len(parts)
        parts.append(
            [
                lambda: f"## {sentence()}",
                lambda: "\n".join(f"- {sentence()}" for _ in range(5)),
                lambda: "a|b|c\n-|-|-\n" + "one|two|three\n" * 8,
                lambda: "```python\ndef f(x):\n    return x < 1 and 'yes'\n```",
                lambda: f"> [!NOTE]\n> {sentence()}",
                lambda n=n: f"{sentence()}[^{n}]\n\n[^{n}]: {sentence()}",
                lambda: f"![A cat](/images/{CAT}/ 'Mat')",
            ][n // 4 % 7]()  # type: ignore[operator]
            if n % 4 == 0
            else " ".join(sentence() for _ in range(5))
        )
        size += len(parts[-1]) + 2
    return "\n\n".join(parts)[:length]


def test_an_ordinary_article_of_200_kb_is_done_in_time() -> None:
    source = ordinary(200_000)
    assert seconds(source) < 2
    html = page(source)
    for piece in ("<figure>", "<h2 id=", 'class="k"', "callout-note", "doc-backlink", "<table>"):
        assert html.count(piece) > 20, piece


def test_the_length_of_an_article_is_capped() -> None:
    assert render("a" * LENGTH, flavour="article").text == "a" * LENGTH
    assert "250000" in refusal("a" * (LENGTH + 1)).message
    assert refusal("a\n\n" * 21_000).code == "too_many_elements"
    assert refusal("<" * 60_000).code == "too_many_elements"
    assert refusal("- a\n" * (MAX_CHILDREN + 1)).code == "too_many_children"
    assert refusal("#x " * 1_501).code == "too_many_marks"


def test_footnotes_beyond_the_limit_stay_text() -> None:
    html = page("".join(f"[^{n}]: note\n" for n in range(MAX_NOTES + 9)))
    assert html.count("<li id=") == MAX_NOTES
    assert f"[^{MAX_NOTES + 8}]: note" in html
    assert refusal("".join(f"[^{n}]: note\n" for n in range(10_000))).code == "too_many_children"


HOSTILE: Final = [
    "![" * 100_000,
    "[" * 250_000,
    "![a](/images/2345678923456789/" * 8_000,
    f"![a](/images/{CAT}/)" * 7_000,
    f"![a](/images/{CAT}/)\n\n" * 7_000,
    "![" * 50_000 + f"](/images/{CAT}/)" * 5_000,
    "`" * 125_000 + " " + "`" * 124_000,
    " ".join("`" * n for n in range(1, 700)),
    "<" * 250_000,
    "&" * 250_000,
    "<div>" * 50_000,
    "<!--" * 60_000,
    "[a](" + "(" * 249_000,
    "[^a]" * 60_000,
    "[^a]: x\n\n" + "[^a]" * 60_000,
    "[^a]: x [^a][^a]\n\n[^a]",
    "".join(f"[^{n}]: note [^{n + 1}]\n" for n in range(10_000)) + "\n[^0]",
    "".join(f"[{n}]: /{n}\n" for n in range(18_000)),
    "> " * 120_000,
    "- " * 120_000,
    "> [!NOTE]\n" * 24_000,
    "> [!NOTE]\n> a\n\n" * 15_000,
    "\n".join("  " * depth + "- a" for depth in range(480)),
    "# a\n" * 60_000,
    "# a-2\n# a\n" * 20_000,
    "    a\n\n" * 40_000,
    "- " + "a\n" * 120_000,
    "- a\n\n" * 50_000,
    "".join(f"- [a](/b{n})\n" for n in range(9_000)),
    "|a|b|\n|-|-|\n|1|2|\n\n" * 12_000,
    "a|" * 30 + "\n" + "-|" * 30 + "\n" + ("1|" * 30 + "\n") * 4_000,
    "*a **b " * 17_000 + "c** d* " * 17_000,
    ("[x](/y '" + '"' * 290 + "')\n\n") * 800,
    ("```java\n" + "a b " * 49 + "\n```\n") * 1_100,
    ("```c\n" + "\n" * 190 + "\n```\n") * 1_200,
    ("```html\n" + ("<" * 190 + "\n") * 20 + "```\n") * 60,
    "\n" * 250_000,
    " " * 249_999 + "a",
    "@a " * 80_000,
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: repr(source[:24]))
def test_an_article_made_to_be_slow_is_done_in_time(source: str) -> None:
    assert seconds(source[:LENGTH]) < MOST_SECONDS


def test_time_ends_between_the_pieces_in_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAX_SECONDS, "article", 0.02)
    source = ordinary(LENGTH)
    seen: list[tuple[str, str, float]] = []

    def work() -> None:
        began = time.thread_time()
        refused = refusal(source)
        seen.append((refused.code, refused.message, time.thread_time() - began))

    _parse.cache_clear()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    work()
    assert [code for code, _message, _took in seen] == ["too_slow"] * 2
    assert all("Simplify" in message for _code, message, _took in seen)
    assert max(took for _code, _message, took in seen) < 0.2


def test_time_ends_while_cleaning_and_colouring_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in ("word\n\n" * 4_000, ("```php\n" + "a = 'b';\n" * 190 + "```\n\n") * 10):
        find_mentions(source, flavour="article")  # parsed and kept
        monkeypatch.setitem(MAX_SECONDS, "article", 0.0)
        assert refusal(source).code == "too_slow"
        monkeypatch.undo()
        assert render(source, flavour="article").text


def test_posts_have_all_the_time_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAX_SECONDS, "article", 0.0)
    assert render("word\n\n" * 900).text
