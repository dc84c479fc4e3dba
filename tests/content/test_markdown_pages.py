"""Links between pages of a wiki: how they are written, where they lead, what of them is stored.

No test here needs the database.
"""

from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.markdown import (
    PAGE_LINK,
    Flavour,
    Heading,
    ImageTarget,
    MentionTarget,
    TextRefused,
    WikiLink,
    find_links,
    is_article,
    link_key,
    page_link,
    read_link,
    render,
    section_id,
    typed_link,
)
from content.markdown.limits import MAX_LINKS
from content.markdown.links import MAX_PART
from core.words import fold

REL: Final = ' rel="nofollow ugc noopener noreferrer"'
LEAVE: Final = "/wikis/pages/2345678923456789/leave/"
C_SHARP: Final = "/wikis/pages/bcdfghjkbcdfghjk/c/"
LINKS: Final = {"Leave": LEAVE, "C#": C_SHARP}
TITLE: Final = ' title="This page is not written yet"'


def begin(link: WikiLink) -> str:
    """Where a page that nobody wrote can be begun."""
    return f"/new/?title={link.target.replace(' ', '+')}"


def page(source: str) -> str:
    """The HTML of a page without the `rel` every link carries."""
    made = render(source, links=LINKS, missing=begin, flavour="page")
    return made.html.replace(REL, "")


def to(href: str, words: str) -> str:
    """A link to a page there is."""
    return f'<a class="page-link" href="{href}">{words}</a>'


def red(href: str, words: str) -> str:
    """A link to a page nobody wrote."""
    return f'<a class="page-link page-link-missing" href="{href}"{TITLE}>{words}</a>'


# What a link is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[[Leave]]", to(LEAVE, "Leave")),
        ("see [[ leave ]], please", f"see {to(LEAVE, 'leave')}, please"),
        ("[[Lea\nve]]", red("/new/?title=Lea+ve", "Lea ve")),
        ("[[Léave]]", to(LEAVE, "Léave")),
        ("[[Leave|days off]]", to(LEAVE, "days off")),
        ("[[Leave|]]", to(LEAVE, "Leave")),
        ("[[Leave|a|b]]", to(LEAVE, "a|b")),
        ("[[Leave#How to ask]]", to(f"{LEAVE}#section-how-to-ask", "Leave: How to ask")),
        ("[[Leave#How to ask|ask]]", to(f"{LEAVE}#section-how-to-ask", "ask")),
        ("[[#Größe (m²)]]", to("#section-grosse-m2", "Größe (m²)")),
        ("[[#One|two]]", to("#section-one", "two")),
        ("[[Leave#Привет]]", to(f"{LEAVE}#section-привет", "Leave: Привет")),
        ("[[C#]]", to(C_SHARP, "C#")),
        ("[[C# |the language]]", to(C_SHARP, "the language")),
        (r"[[C\##Types]]", to(f"{C_SHARP}#section-types", "C#: Types")),
        ("[[C#Types]]", red("/new/?title=C", "C: Types")),
        ("[[No such page]]", red("/new/?title=No+such+page", "No such page")),
        ("[[Q&A|Q & <A>]]", red("/new/?title=Q&amp;A", "Q &amp; &lt;A&gt;")),
        (r"[[a\|b\]|c\[d]]", red("/new/?title=a|b]", "c[d")),
        (
            "**[[Leave|*now* @ada #tag `x`]]**",
            f"<strong>{to(LEAVE, '*now* @ada #tag `x`')}</strong>",
        ),
        ("[[[Leave]]]", f"[{to(LEAVE, 'Leave')}]"),
        ("[[Leave]](see there)", f"{to(LEAVE, 'Leave')}(see there)"),
        ("[[Leave]]()", f"{to(LEAVE, 'Leave')}()"),
        ("[[Leave]][[C#]]", to(LEAVE, "Leave") + to(C_SHARP, "C#")),
    ],
)
def test_a_link_leads_to_its_page(source: str, expected: str) -> None:
    assert page(source) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\[[Leave]]", "<p>[[Leave]]</p>"),
        (r"[\[Leave]]", "<p>[[Leave]]</p>"),
        ("`[[Leave]]`", "<p><code>[[Leave]]</code></p>"),
        ("    [[Leave]]", "<pre><code>[[Leave]]\n</code></pre>"),
        ("```\n[[Leave]]\n```", '<pre><code class="language-text">[[Leave]]\n</code></pre>'),
        (
            "[[]] [[ ]] [[#]] [[ # ]] [[|x]] [[#|x]]",
            "<p>[[]] [[ ]] [[#]] [[ # ]] [[|x]] [[#|x]]</p>",
        ),
        ("[[Leave] ] [ [Leave]]", "<p>[[Leave] ] [ [Leave]]</p>"),
        ("![[Leave]]", "<p>![[Leave]]</p>"),
        ("[[1]](/x)", '<p><a href="/x">[1]</a></p>'),
        ("[see [[Leave]] too](/x)", '<p><a href="/x">see Leave too</a></p>'),
        ("[[Lea\n\nve]]", "<p>[[Lea</p><p>ve]]</p>"),
    ],
)
def test_what_is_no_link_stays(source: str, expected: str) -> None:
    assert page(source) == expected
    assert find_links(source) == ()


def test_a_link_as_long_as_fits() -> None:
    for source in ("[[{}]]", "[[#{}]]", "[[a|{}]]"):
        assert len(find_links(source.format("x" * MAX_PART))) == 1
        assert find_links(source.format("x" * (MAX_PART + 1))) == ()


def test_a_footnote_in_brackets_is_a_footnote() -> None:
    html = page("[[^1]] [[^2]]\n\n[^1]: note")
    assert '[<sup class="note-ref">' in html
    assert "[[^2]]" in html
    assert page(r"[[\^2]]") == f"<p>{red('/new/?title=^2', '^2')}</p>"


def test_a_pipe_in_a_link_divides_no_cells() -> None:
    rows = ["|[[Leave|days]]|b|", r"|[[Leave\|days]]|b|", "[[Leave|days]]|b"]
    cells = [f"<td>{to(LEAVE, 'days')}</td><td>b</td>"] * 3
    rows += ["|`[[a|` b]]|c|", "|[[|]]|", r"|`x`[[a|`]]|`y`|"]
    cells += [
        "<td><code>[[a|</code> b]]</td><td>c</td>",
        "<td>[[</td><td>]]</td>",
        f"<td><code>x</code>{red('/new/?title=a', '`')}</td><td><code>y</code></td>",
    ]
    html = page("|x|y|\n|-|-|\n" + "\n".join(rows))
    assert html.partition("<tbody>")[2].startswith("".join(f"<tr>{one}</tr>" for one in cells))
    head = page("|[[Leave|days]]|y|\n|-|-|\n|1|2|")
    assert f"<th>{to(LEAVE, 'days')}</th><th>y</th>" in head


@pytest.mark.parametrize("flavour", [one for one in get_args(Flavour) if one != "page"])
def test_other_texts_have_no_such_links(flavour: Flavour) -> None:
    source = "[[Leave]] [[Leave#A]]\n\na|b\n-|-\n[[Leave|x]]|y"
    assert find_links(source, flavour) == ()
    html = render(source, links=LINKS, missing=begin, flavour=flavour).html
    assert "<a" not in html
    assert "<td>[[Leave</td><td>x]]</td>" in html


def test_a_page_has_what_an_article_has() -> None:
    assert is_article("page")
    assert is_article("article")
    assert not is_article("post")
    cat = "2345678923456789"
    images = {cat: ImageTarget(f"/images/{cat}/", 8, 6)}
    source = f"# A[^1]\n\n![x](/images/{cat}/)\n\n> [!NOTE]\n> y\n\n[^1]: z"
    assert render(source, images=images, flavour="page") == render(
        source, images=images, flavour="article"
    )


# Where it leads -----------------------------------------------------------------------------------


def test_names_are_compared_without_case_accents_and_runs_of_space() -> None:
    assert link_key(" Größe  der\tÄpfel ") == "grosse der apfel"
    assert link_key("ﬁre") == link_key("FIRE")
    html = render("[[PÉTITS   pains]]", links={"petits pains": LEAVE}, flavour="page").html
    assert f'href="{LEAVE}"' in html


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert link_key(link_key(name)) == link_key(name)


@pytest.mark.parametrize(
    "path",
    ["javascript:alert(1)", "https://e.example/", "//e.example/", "/\\e.example", "x", "", "/a#b",
     "/a b", "/a\tb", "/a\u2028"],
)  # fmt: skip
def test_a_link_leads_nowhere_but_to_this_site(path: str) -> None:
    known = render("[[A|words]]", links={"A": path}, missing=begin, flavour="page")
    assert known.html == "<p>words</p>"
    new = render("[[A|words]]", missing=lambda _link: path, flavour="page")
    assert new.html == "<p>words</p>"


def test_without_an_answer_the_words_stay() -> None:
    source = "[[A]] [[A#B]] [[A|c < d]] [[#E]]"
    html = render(source, flavour="page").html.replace(REL, "")
    assert html == f"<p>A A: B c &lt; d {to('#section-e', 'E')}</p>"


def test_what_is_missing_is_asked_with_the_whole_link() -> None:
    asked: list[WikiLink] = []

    def missing(link: WikiLink) -> str:
        asked.append(link)
        return "/new/"

    render("[[Leave]] [[A#B|c]] [[#D]]", links=LINKS, missing=missing, flavour="page")
    assert asked == [WikiLink("A", "B", "c")]


def test_a_heading_is_found_by_its_words() -> None:
    source = "# The `ls` *command*\n\n# See [[Leave|days off]]\n\n# Twice\n\n# Twice\n\n# By @ada"
    people = {"ada": MentionTarget("/people/p/", "Ada Lovelace")}
    contents = render(source, people=people, links=LINKS, flavour="page").contents
    assert [heading.text for heading in contents] == [
        "The ls command", "See days off", "Twice", "Twice", "By @Ada Lovelace",
    ]  # fmt: skip
    assert [heading.name for heading in contents] == [
        "The ls command", "See days off", "Twice", "twice-2", "by-ada",
    ]  # fmt: skip
    assert [section_id(heading.name) for heading in contents] == [one.id for one in contents]


@given(st.text(max_size=90))
def test_every_heading_can_be_led_to_by_its_name(words: str) -> None:
    # Letters of formulas (U+1D468) fold to capitals, and would once more to small ones.
    clean = "".join(one for one in words if one.isprintable() and fold(fold(one)) == fold(one))
    for heading in render(f"# {clean}\n\n# {clean}", flavour="article").contents:
        assert section_id(heading.name) == heading.id
        link = read_link(WikiLink("", heading.name).written)
        assert link is None or section_id(link.heading) == heading.id


def test_the_text_for_search_holds_the_words_of_links() -> None:
    made = render("# [[Leave|Off]]\n\nSee [[A#B]].", links=LINKS, flavour="page")
    assert made.text == "Off\nSee A: B."
    assert made.contents == (Heading(2, "section-off", "Off"),)


# What is found ------------------------------------------------------------------------------------


def test_links_are_found_once_in_order() -> None:
    source = "[[B]] [[a  x|one]] [[A X|two]] [[A x#H]] [[A x#h]] `[[c]]` [[#H]] [see [[d]]](/y)"
    assert find_links(source) == (
        WikiLink("B"),
        WikiLink("a x", "", "one"),
        WikiLink("A x", "H"),
        WikiLink("", "H"),
    )


def test_links_in_footnotes_quotes_lists_and_callouts_are_found() -> None:
    source = "- [[A]]\n\n> [[B]]\n\n> [!TIP]\n> [[C]]\n\nx[^1]\n\n[^1]: [[D]]\n\n## [[E]]"
    assert sorted(link.target for link in find_links(source)) == list("ABCDE")


PLAIN = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = st.lists(PLAIN, min_size=1, max_size=3).map(" ".join)


@given(NAMES, st.one_of(st.just(""), NAMES), st.one_of(st.just(""), NAMES))
def test_what_is_written_is_read_as_the_same(target: str, heading: str, text: str) -> None:
    link = WikiLink(target, heading, text)
    if not target.strip("# "):
        return
    assert read_link(link.written) == link
    assert find_links(f"- x [[{link.written}]] y") == (link,)


@pytest.mark.parametrize(
    ("link", "written"),
    [
        (WikiLink("Leave"), "Leave"),
        (WikiLink("Leave", "How #1", "a|b"), "Leave#How #1|a|b"),
        (WikiLink("C#"), "C#"),
        (WikiLink("C#", "Types"), r"C\##Types"),
        (WikiLink("a|b [c] \\d", "e|f"), r"a\|b \[c\] \\d#e\|f"),
        (WikiLink("^x"), r"\^x"),
        (WikiLink("", "Here"), "#Here"),
    ],
)
def test_escapes_are_written_where_they_are_needed(link: WikiLink, written: str) -> None:
    assert link.written == written
    assert read_link(written) == link


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ("", None)),
        ("Lea", ("Lea", None)),
        ("Leave#", ("Leave", "")),
        ("Leave#how t", ("Leave", "how t")),
        ("#how", ("", "how")),
        (r"C\##ty", ("C#", "ty")),
        ("C\\", ("C\\", None)),
        ("a#b#c", ("a", "b#c")),
    ],
)
def test_what_is_half_typed_is_a_name_and_a_heading(
    typed: str, expected: tuple[str, str | None]
) -> None:
    assert typed_link(typed) == expected


# What is stored -----------------------------------------------------------------------------------


def test_links_are_stored_in_one_form_that_can_be_found() -> None:
    source = "[[Leave#A & B|x \"<y>' z]] [[Gone]] [[#Here]] [a](/b) #tag"
    html = render(source, links=LINKS, missing=lambda _link: "/new/?a=1&b='", flavour="page").html
    found = list(PAGE_LINK.finditer(html))
    assert [match.group() for match in found] == [
        page_link(f"{LEAVE}#section-a-b", "x \"<y>' z"),
        page_link("/new/?a=1&b='", "Gone", missing=True),
        page_link("#section-here", "Here"),
    ]
    assert [match.groupdict() for match in found] == [
        {"missing": None, "path": LEAVE, "place": "#section-a-b", "words": "x \"&lt;y&gt;' z"},
        {
            "missing": " page-link-missing",
            "path": "/new/?a=1&amp;b='",
            "place": None,
            "words": "Gone",
        },
        {"missing": None, "path": "", "place": "#section-here", "words": "Here"},
    ]
    assert html.count("<a ") == 5


def test_no_other_writing_makes_what_looks_like_one() -> None:
    source = (
        '<a class="page-link" href="/x" rel="nofollow ugc noopener noreferrer">y</a> '
        '`<a class="page-link" href="/x" rel="nofollow ugc noopener noreferrer">y</a>`'
    )
    assert not PAGE_LINK.search(render(source, flavour="page").html)


# How many -----------------------------------------------------------------------------------------


def test_the_number_of_links_is_capped() -> None:
    many = "[[a]]\n\n" * MAX_LINKS
    assert render(many, flavour="page").text.count("a") == MAX_LINKS
    for refused in (
        lambda: render(many + "[[a]]", flavour="page"),
        lambda: find_links(many + "[[a]]"),
    ):
        with pytest.raises(TextRefused, match="2000 links") as caught:
            refused()
        assert caught.value.code == "too_many_links"
        assert caught.value.field == "source"
