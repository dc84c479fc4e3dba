"""What a text becomes: formatting, links, mentions, tags, limits. Safety and time are beside this.

No test here needs the database.
"""

import re

import pytest

from content.markdown import (
    MARKUP_VERSION,
    MentionTarget,
    TextRefused,
    excerpt,
    find_mentions,
    find_tags,
    render,
    stored,
)

REL = ' rel="nofollow ugc noopener noreferrer"'
ADA = MentionTarget(url="/people/p1/", label="Ada Lovelace")
EVE = MentionTarget(url="/people/p2/", label='Eve <b>"&')


def page(source: str, **people: MentionTarget) -> str:
    """The HTML without the `rel` every link carries."""
    return render(source, people=people).html.replace(REL, "")


def refusal(source: str, flavour: str = "post") -> TextRefused:
    with pytest.raises(TextRefused) as caught:
        render(source, flavour=flavour)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("Hello", "<p>Hello</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one\r\ntwo\rthree", "<p>one<br>two<br>three</p>"),
        ("one\n\n\n\ntwo", "<p>one</p><p>two</p>"),
        ("*a* _b_ **c** __d__ ~~e~~", "<p><em>a</em> <em>b</em> <strong>c</strong> "
         "<strong>d</strong> <del>e</del></p>"),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        ("**bold *and* bold**", "<p><strong>bold <em>and</em> bold</strong></p>"),
        ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"),
        ("*open and **closed**", "<p>*open and <strong>closed</strong></p>"),
        ("~~~", "<pre><code class=\"language-text\"></code></pre>"),
        ("a ~ b ~ c", "<p>a ~ b ~ c</p>"),
        (r"\*not\* \# \@ada \\", r"<p>*not* # @ada \</p>"),
        ("`a*b*`, `` a`b `` and `open", "<p><code>a*b*</code>, <code>a`b</code> and `open</p>"),
        ("a & b < c > d &copy; &lt &amp;lt;", "<p>a &amp; b &lt; c &gt; d © &amp;lt &amp;lt;</p>"),
        ("<b>x</b><!-- y -->", "<p>&lt;b&gt;x&lt;/b&gt;&lt;!-- y --&gt;</p>"),
        ("---", "<hr>"),
        ("a\n***\nb", "<p>a</p><hr><p>b</p>"),
        ("a\n---", "<p>a</p><hr>"),
    ],
)  # fmt: skip
def test_marks_inside_a_paragraph(source: str, expected: str) -> None:
    assert page(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# One", "<h3>One</h3>"),
        ("## Two ##", "<h4>Two</h4>"),
        ("### Three", "<h5>Three</h5>"),
        ("#### Four", "<h6>Four</h6>"),
        ("###### Six", "<h6>Six</h6>"),
        ("a\n# *b* #c\nd", "<h3>"),
        ("####### seven", "<p>####### seven</p>"),
    ],
)
def test_headings_stand_below_those_of_the_page(source: str, expected: str) -> None:
    assert expected in page(source)
    assert not re.search("<h[12]", page(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("Things:\n- a\n* b", "<p>Things:</p><ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("4. a\n5. b", '<ol start="4"><li>a</li><li>b</li></ol>'),
        ("It was\n1986. A good year.", "<p>It was<br>1986. A good year.</p>"),
        ("- a\n  - b\n    - c\n- d",
         "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n  more\n- b", "<ul><li>a<br>more</li><li>b</li></ul>"),
        ("- a\n\n  second\n\nafter", "<ul><li><p>a</p><p>second</p></li></ul><p>after</p>"),
        ("- [ ] a\n- [x] b\n- [ ]c", '<ul><li class="task">☐ a</li>'
         '<li class="task task-done">☑ b</li><li>[ ]c</li></ul>'),
        ("- a\n  ```\n  code\n  ```\n- b", '<ul><li><p>a</p><pre><code class="language-text">'
         "code\n</code></pre></li><li><p>b</p></li></ul>"),
    ],
)  # fmt: skip
def test_lists(source: str, expected: str) -> None:
    assert page(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("> a\nanswer", "<blockquote><p>a</p></blockquote><p>answer</p>"),
        ("said\n> a", "<p>said</p><blockquote><p>a</p></blockquote>"),
        ("> > a\n> b", "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>"),
        ("> Things:\n> - a\n> ```\n> x > y\n> ```", "<blockquote><p>Things:</p><ul><li>a</li></ul>"
         '<pre><code class="language-text">x &gt; y\n</code></pre></blockquote>'),
    ],
)  # fmt: skip
def test_quotes(source: str, expected: str) -> None:
    assert page(source) == expected


def test_code_keeps_every_character() -> None:
    code = "if a < b && c:\n\n\n    print('*x* @ada #t &lt; <b>')"
    for source in (f"```\n{code}\n```", f"~~~~\n{code}\n~~~~", f"text\n```\n{code}"):
        assert render(source).text.endswith("print('*x* @ada #t &lt; <b>')")
        assert "a &lt; b &amp;&amp; c:\n\n\n    print" in page(source)
    assert page("    x < &lt; y\n\n    z") == "<pre><code>x &lt; &amp;lt; y\n\nz\n</code></pre>"
    assert page("```\na\n```\n    b").count("<pre>") == 2


def test_code_of_a_known_language_is_coloured_by_class() -> None:
    html = page('```py\ndef f():\n    return "<b>"\n```')
    assert html.startswith('<pre><code class="language-python"><span class="k">def</span>')
    assert "&lt;b&gt;" in html
    assert render('```py\nx = "<b>"\n```').text == 'x = "<b>"'


@pytest.mark.parametrize("language", ["brainfuck", "text", "", 'py"onload="x', "../../etc"])
def test_code_of_other_languages_stays_plain(language: str) -> None:
    html = page(f"```{language}\ndef x\n```")
    assert html == '<pre><code class="language-text">def x\n</code></pre>'


def test_long_code_stays_plain() -> None:
    for code in ("x = 1\n" * 201, "x = 1;" * 40, "x = 'abcdefghijklmnopqrstu'\n" * 170):
        html = page(f"```python\n{code}\n```")
        assert "<span" not in html
        assert "x = " in html


def test_tables_are_aligned_by_class() -> None:
    source = "Numbers:\n| a | b | c | d |\n|:--|--:|:-:|---|\n| 1 | `x|y` | p\\|q |\nafter"
    assert page(source) == (
        '<p>Numbers:</p><div class="table-scroll" tabindex="0"><table><thead><tr>'
        '<th class="align-left">a</th><th class="align-right">b</th>'
        '<th class="align-center">c</th><th>d</th></tr></thead><tbody><tr>'
        '<td class="align-left">1</td><td class="align-right"><code>x|y</code></td>'
        '<td class="align-center">p|q</td><td></td></tr></tbody></table></div><p>after</p>'
    )
    assert render("a|b\n-|-\n1|2").text == "a\tb\n1\t2"


def test_a_heading_of_a_table_without_words_is_a_plain_cell() -> None:
    assert "<tr><td></td><th>b</th></tr>" in page("|  | b |\n|---|---|\n| 1 | 2 |")
    aligned = page("| \N{NO-BREAK SPACE} | b |\n|--:|---|\n| 1 | 2 |")
    assert '<tr><td class="align-right"></td><th>b</th></tr>' in aligned


@pytest.mark.parametrize("source", ["a | b\nc | d", "|a|b|\n|-|\n|1|", "a|b\n-|-|-\n"])
def test_pipes_alone_make_no_table(source: str) -> None:
    assert "<table" not in page(source)


@pytest.mark.parametrize(
    "source", ["a|" * 31 + "\n" + "-|" * 31, "a|b\n-|-\n" + "1|2\n" * 999 + "\n"]
)
def test_a_table_too_large_stays_text(source: str) -> None:
    assert "<table" not in page(source)
    assert "<table" in page(
        source.replace("a|a|", "a|").replace("-|-|", "-|").replace("1|2\n1|2\n", "1|2\n")
    )


@pytest.mark.parametrize(
    ("source", "href", "text"),
    [
        (
            "see https://example.org/a_b?c=1&d=2#e, ok",
            "https://example.org/a_b?c=1&amp;d=2#e",
            None,
        ),
        ("(https://example.org/x)", "https://example.org/x", None),
        ("https://example.org/x_(y).", "https://example.org/x_(y)", None),
        ("**https://example.org**", "https://example.org", None),
        ("www.example.org!", "https://www.example.org", "www.example.org"),
        ("<https://example.org/a>", "https://example.org/a", None),
        ("<ada@example.org>", "mailto:ada@example.org", "ada@example.org"),
        ("[the *text*](https://example.org)", "https://example.org", "the <em>text</em>"),
        ("[a [b] c](https://example.org)", "https://example.org", "a [b] c"),
        ("[a](</with space>)", "/with%20space", "a"),
        ("[a](/people/ 'title')", '/people/" title="title', "a"),
        (r'[a](/b "say \"hi\" <&amp;>")', '/b" title="say &quot;hi&quot; &lt;&amp;&gt;', "a"),
        ("[a](//example.org/x)", "https://example.org/x", "a"),
        ("![picture](https://example.org/x.png)", "https://example.org/x.png", "picture"),
        ("![](/x.png)", "/x.png", "/x.png"),
        ("[Docs]\n\n[docs]: https://example.org/d", "https://example.org/d", "Docs"),
        ("[a][ docs ]\n\n[Docs]: <https://example.org/d>", "https://example.org/d", "a"),
        ("[@ada #x https://b.example](/c)", "/c", "@ada #x https://b.example"),
    ],
)
def test_links(source: str, href: str, text: str | None) -> None:
    html = render(source).html
    assert f'<a href="{href}"{REL}>{text or href}</a>' in html
    assert html.count("<a ") == 1
    assert "<img" not in html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a [b](/x) c](/y)", '<p>[a <a href="/x">b</a> c](/y)</p>'),
        ("[![b](/x.png)](/y)", '<p><a href="/y">b</a></p>'),
        ("![a [b](/x) c](/y)", '<p><a href="/y">a b c</a></p>'),
        ("*[a*](/x)*", '<p><em><a href="/x">a*</a></em></p>'),
    ],
)
def test_a_link_holds_no_other(source: str, expected: str) -> None:
    assert page(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:alert)",
        "[a](data:text/html,x)",
        "[a]()",
        "[a] (https:)",
        "a@example.org",
        "http:// nothing",
        "[a][missing]",
        r"\[a\](/x)",
    ],
)
def test_what_makes_no_link_stays_text(source: str) -> None:
    assert "<a " not in page(source)


def test_a_resolved_mention_is_a_link_with_the_name() -> None:
    assert page("cc @Ada and @nobody.", ada=ADA) == (
        '<p>cc <a class="mention" href="/people/p1/">@Ada Lovelace</a> and @nobody.</p>'
    )
    assert '@Eve &lt;b&gt;"&amp;</a>' in page("@eve", eve=EVE)
    assert render("hi @ada", people={"ada": ADA}).text == "hi @Ada Lovelace"


@pytest.mark.parametrize(
    ("source", "handles"),
    [
        ("@ada @Ada.Lovelace, @a-b_c.", ("ada", "ada.lovelace", "a-b_c")),
        ("(@ada) **@bob** _@eve_ '@kim'", ("ada", "bob", "eve", "kim")),
        ("@b @a @B", ("b", "a")),
        ("# Hi @ada\n- @bob\n> @eve\n\n| @kim | b |\n|--|--|", ("ada", "bob", "eve", "kim")),
        ("[@ada]", ("ada",)),
        ("mail ada@example.org or x@y", ()),
        ("@ada@example.org @a@b@c", ()),
        ("`@ada` ``@ada``", ()),
        ("```\n@ada\n```\n\n    @ada", ()),
        ("[@ada](/x) [@ada]\n\n[@ada]: /x", ()),
        ("https://example.org/@ada /@ada", ()),
        (r"\@ada", ()),
        ("@ @. @é @-x", ()),
        ("@" + "a" * 65, ()),
    ],
)
def test_who_is_mentioned(source: str, handles: tuple[str, ...]) -> None:
    assert find_mentions(source) == render(source).mentions == handles


@pytest.mark.parametrize(
    ("source", "slugs"),
    [
        ("#Launch and (#Q3-plan), #launch", ("launch", "q3-plan")),
        ("#Straße #STRASSE #\uff57\uff49de", ("strasse", "wide")),
        ("#cafe\u0301 #café", ("café",)),
        ("#हिन्दी #日本語", ("हिन्दी", "日本語")),
        ("# Heading\n#tag first", ("tag",)),
        ("#12 #1_2 #", ()),
        ("_#em_ **#strong**", ("em", "strong")),
        ("#c++ #end- a#b ##x &#35;x", ("c", "end")),
        ("`#a`\n\n    #b\n\n```\n#c\n```", ()),
        ("https://example.org/#frag [#a](/x)", ()),
        ("#" + "a" * 50 + " #" + "b" * 51, ("a" * 50,)),
        ("#\ufdfa #ﬁne", ("fine",)),
        (r"\#no", ()),
    ],
)
def test_which_tags_count(source: str, slugs: tuple[str, ...]) -> None:
    assert find_tags(source) == render(source).tags == slugs


def test_a_tag_links_to_its_page_and_keeps_its_spelling() -> None:
    assert page("#Straße") == '<p><a href="/tags/strasse/" class="tag">#Straße</a></p>'
    assert 'href="/tags/%E6%97%A5/"' in page("#日")


def test_the_text_has_a_line_a_block_and_no_markup() -> None:
    rendered = render("# Hi *you*\n\none\ntwo [a](/x)\n\n- a\n  - b\n\n> c")
    assert rendered.text == "Hi you\none\ntwo a\na\nb\nc"
    assert rendered.version == MARKUP_VERSION
    assert stored(str(rendered.html)).__html__() == rendered.html


def test_lengths_are_capped_by_flavour() -> None:
    assert render("a" * 20_000).text == "a" * 20_000
    assert "20000" in refusal("a" * 20_001).message
    assert render("\r\n" * 9_999 + "a").text == "a"
    assert render("a" * 10_000, flavour="comment").text == "a" * 10_000
    assert "10000" in refusal("a" * 10_001, "comment").message
    assert refusal("a" * 10_000_000).code == "too_long"


@pytest.mark.parametrize("bad", ["\0", "\x01", "\x02", "\x03", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_and_half_surrogates_are_refused(bad: str) -> None:
    refused = refusal(f"fine\nnot {bad} fine")
    assert "Line 2" in refused.message
    assert f"U+{ord(bad):04X}" in refused.message
    assert (refused.field, refused.status) == ("source", 400)


def test_other_characters_are_kept() -> None:
    text = "tab\there e\u0301 👩‍💻 \u202e\u05e9\u05dc \u00ad \ufffd \U0001d518 \U0010fffd"
    assert render(text).text == text.replace("\t", " ")
    assert page("a\vb\fc") == "<p>a<br>b<br>c</p>"


def test_mentions_and_tags_are_counted() -> None:
    assert len(find_mentions(" ".join(f"@p{n}" for n in range(50)))) == 50
    assert refusal(" ".join(f"@p{n}" for n in range(51))).code == "too_many_mentions"
    assert len(find_tags(" ".join(f"#t{n}" for n in range(30)))) == 30
    assert refusal(" ".join(f"#t{n}" for n in range(31))).code == "too_many_tags"
    assert render("@ada " * 300).mentions == ("ada",)
    assert refusal("#x " * 301).code == "too_many_marks"
    assert refusal("a\n" * 3_100).code == "too_many_elements"


def test_nesting_ends_and_keeps_the_words() -> None:
    for source in ("> " * 500 + "end", "- " * 500 + "end", "1. " * 500 + "end",
                   "> - " * 500 + "end", "*a **b " * 300 + "end" + "c** d* " * 300):  # fmt: skip
        rendered = render(source)
        assert "end" in rendered.text
        deepest = depth = 0
        for closing in re.findall(r"<(/?)[a-z][^>]*>", rendered.html.replace("<br>", "")):
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
        assert 1 <= deepest <= 60


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("short", 160, "short"),
        ("two\nlines  here", 160, "two lines here"),
        ("one two three", 9, "one two…"),
        ("one two, three", 9, "one two…"),
        ("exactly", 7, "exactly"),
        ("unbreakable", 6, "unbre…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_ends_between_words(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected
    assert len(excerpt(text, length)) <= length
