"""Stored HTML as it is read outside the site: whole addresses, and nothing but what is allowed."""

from content.markdown import ImageTarget, clean_for_elsewhere, render

PID = "2222222222222222"


def cleaned(page: str) -> str:
    return clean_for_elsewhere(
        page,
        site="https://s.example",
        here="https://s.example/p/",
        image=lambda pid: f"https://i.example/{pid}",
    )


def test_every_address_is_whole() -> None:
    links = "[a](/x/?y=1&z=2) [b](#one) [c](https://c.example/#d)"
    source = f"## One\n\n{links}\n\n![A > b](/images/{PID}/)"
    images = {PID: ImageTarget(f"/images/{PID}/", 4, 3)}
    page = cleaned(str(render(source, flavour="article", images=images).html))
    assert 'href="https://s.example/x/?y=1&amp;z=2"' in page
    assert 'href="https://s.example/p/#' in page
    assert 'href="https://c.example/#d"' in page
    assert f'src="https://i.example/{PID}"' in page
    assert "<h2>One</h2>" in page


def test_words_that_look_like_addresses_stay_words() -> None:
    page = '<p>say href="/x" &lt;a href="/y"&gt; <code>src="/z"</code></p>'
    assert cleaned(page) == '<p>say href="/x" &lt;a href="/y"&gt; <code>src="/z"</code></p>'


def test_nothing_else_comes_through() -> None:
    bad = '<script>x</script><a href="javascript:x">y</a><img src="https://t.example/p.gif">'
    page = cleaned(bad)
    assert "script" not in page
    assert "t.example" not in page
