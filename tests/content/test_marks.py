"""Which addresses and tags a text may lead to. No test here needs the database."""

import pytest

from content.markdown.marks import MAX_HREF, bare_address, safe_href, tag_href, tag_slug


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("HTTP://EXAMPLE.ORG:8080", "HTTP://EXAMPLE.ORG:8080"),
        ("http://[::1]/", "http://[::1]/"),
        ("https://bücher.example", "https://bücher.example"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("//example.org", "https://example.org"),
        ("WWW.example.org", "https://WWW.example.org"),
        (" /people/a b/ ", "/people/a%20b/"),
        ("#part", "#part"),
        ("?page=2", "?page=2"),
        ("notes/a:b", "notes/a:b"),
    ],
)
def test_addresses_that_may_stand_in_a_link(address: str, href: str) -> None:
    assert safe_href(address) == href


@pytest.mark.parametrize(
    "address",
    [
        "",
        "  ",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "/ok\n",
        "/a\tb",
        "/a\x7fb",
        "/a\xa0b",
        "/a\u2028b",
        "java\u200bscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "example.org:8080",
        "http:",
        "http:/x",
        "https:///x",
        "https://]]",
        "https://a:b",
        "https://a:99999",
        "https://a%00b/",
        "www.a:b",
        "/" + "a" * MAX_HREF,
    ],
)
def test_addresses_that_may_not(address: str) -> None:
    assert safe_href(address) == ""


@pytest.mark.parametrize(
    ("run", "address"),
    [
        ("https://a.b/c", "https://a.b/c"),
        ("https://a.b/c).", "https://a.b/c"),
        ("https://a.b/(c)", "https://a.b/(c)"),
        ("https://a.b/(c))", "https://a.b/(c)"),
        ("https://a.b/c?!,'\"", "https://a.b/c"),
    ],
)
def test_punctuation_after_an_address_stays_outside(run: str, address: str) -> None:
    assert bare_address(run) == address


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Launch", "launch"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("a-b_c-1", "a-b_c-1"),
        ("12", ""),
        ("", ""),
        ("a b", ""),
        ("-a", ""),
        ("a--b-", ""),
        ("a/b", ""),
        ("x" * 51, ""),
        ("\ufdfa", ""),
    ],
)
def test_the_slug_of_a_tag(name: str, slug: str) -> None:
    assert tag_slug(name) == slug
    assert not slug or tag_slug(slug) == slug


def test_the_path_of_a_tag_is_encoded() -> None:
    assert tag_href("é") == "/tags/%C3%A9/"
