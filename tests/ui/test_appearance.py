"""Theme, text size and shortcuts: kept in a cookie, drawn by the server, never trusted."""

from django.test import Client


def test_the_choice_is_on_the_html_element_before_the_first_paint(client: Client) -> None:
    client.cookies["look_theme"] = "dark"
    client.cookies["look_text"] = "xl"
    client.cookies["look_shortcuts"] = "off"
    html = client.get("/accounts/login/").content.decode()
    assert (
        '<html lang="en" dir="ltr" data-theme="dark" data-text="xl" data-shortcuts="off">' in html
    )


def test_without_a_choice_the_device_decides(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert '<html lang="en" dir="ltr">' in html


def test_an_unknown_value_in_the_cookie_is_left_out(client: Client) -> None:
    client.cookies["look_theme"] = '"><script>alert(1)</script>'
    html = client.get("/accounts/login/").content.decode()
    assert '<html lang="en" dir="ltr">' in html
    assert "alert(1)" not in html


def test_choosing_keeps_a_cookie_and_goes_back(client: Client) -> None:
    answer = client.post("/settings/appearance/", {"theme": "dark", "next": "/gallery/"})
    assert (answer.status_code, answer["Location"]) == (302, "/gallery/")
    assert answer.cookies["look_theme"].value == "dark"
    assert answer.cookies["look_theme"]["httponly"]
    assert "look_text" not in answer.cookies


def test_a_choice_that_does_not_exist_sets_nothing(client: Client) -> None:
    answer = client.post("/settings/appearance/", {"theme": "neon", "text": "900%"})
    assert answer.status_code == 302
    assert not [name for name in answer.cookies if name.startswith("look_")]


def test_going_back_never_leads_away(client: Client) -> None:
    for away in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = client.post("/settings/appearance/", {"theme": "light", "next": away})
        assert answer["Location"] == "/settings/appearance/"


def test_other_methods_are_refused(client: Client) -> None:
    assert client.delete("/settings/appearance/").status_code == 405


def test_a_post_without_the_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/settings/appearance/", {"theme": "dark"})
    assert answer.status_code == 403
    assert b"open for too long" in answer.content
