"""The filter for short texts of lower rooms."""

from content.templatetags.written import written


def test_markdown_becomes_clean_html() -> None:
    assert "<strong>Wren</strong>" in written("All about **Wren** <script>alert(1)</script>")
    assert "<script>" not in written("**x** <script>alert(1)</script>")


def test_what_the_pipeline_refuses_is_shown_as_plain_lines() -> None:
    wild = "[" * 9000 + "<b>x</b>\nhttps://lamp.example/"
    shown = written(wild)
    assert "<b>" not in shown
    assert 'href="https://lamp.example/"' in shown
