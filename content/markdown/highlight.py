"""Colours for code: Pygments tokens as spans with Pygments' short class names.

Lexers are regular expressions written for well-meant code, so only those on the list below are
used, each measured against hostile input, and only on code of moderate size; the rest stays plain.
"""

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token

MAX_CODE: Final = 4_000
"""Characters of code coloured in one text; further blocks stay plain."""

MAX_ARTICLE_CODE: Final = 40_000
"""In an article, where each block may have `MAX_CODE`."""

MAX_SLOW_CODE: Final = {"java": 1_500}
"""Less for lexers that reread their input: Java's looks for a method name from every word."""

MAX_LINES: Final = 200
MAX_LINE: Final = 200
"""A block with more lines, or a longer one, stays plain: lexers slow down along both (C's took
2.6 s over 6,000 empty lines)."""

LANGUAGES: Final = {
    "bash": "bash",
    "c": "c",
    "c++": "cpp",
    "cpp": "cpp",
    "cs": "csharp",
    "csharp": "csharp",
    "css": "css",
    "diff": "diff",
    "docker": "docker",
    "dockerfile": "docker",
    "go": "go",
    "html": "html",
    "ini": "ini",
    "java": "java",
    "javascript": "javascript",
    "js": "javascript",
    "json": "json",
    "kotlin": "kotlin",
    "make": "make",
    "php": "php",
    "powershell": "powershell",
    "py": "python",
    "python": "python",
    "r": "r",
    "rb": "ruby",
    "rs": "rust",
    "ruby": "ruby",
    "rust": "rust",
    "sh": "bash",
    "shell": "bash",
    "sql": "sql",
    "swift": "swift",
    "toml": "toml",
    "ts": "typescript",
    "typescript": "typescript",
    "xml": "xml",
    "yaml": "yaml",
    "yml": "yaml",
}
"""What people write on a fence, and the lexer it means."""

CODE_CLASSES: Final = frozenset(f"language-{name}" for name in {*LANGUAGES.values(), "text"})
SPAN_CLASSES: Final = frozenset(name for name in STANDARD_TYPES.values() if name)

_BLOCK = re.compile(r'(<pre><code class="language-([a-z]+)">)([^<]*)(</code></pre>)')


def known_language(written: str) -> str:
    """The lexer's name for what stands on a fence; "text" when we colour no such language."""
    return LANGUAGES.get(written, "text")


def highlight(page: str, *, most: int, check: Callable[[], None]) -> str:
    """The cleaned HTML with its code blocks coloured, `most` characters of them in all.

    `check` is called before each block, so that it can say that there is no more time. Only plain
    `<pre><code class="language-...">` blocks are touched; their text is unescaped, cut into tokens
    and escaped again, so nothing in it can become markup.
    """
    left = most

    def coloured(found: re.Match[str]) -> str:
        nonlocal left
        code = html.unescape(found[3])
        if found[2] == "text" or len(code) > min(left, MAX_SLOW_CODE.get(found[2], MAX_CODE)):
            return found[0]
        check()
        lines = code.split("\n")
        if len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE:
            return found[0]
        left -= len(code)
        return f"{found[1]}{_spans(code, found[2])}{found[4]}"

    return _BLOCK.sub(coloured, page)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def _spans(code: str, language: str) -> str:
    parts = []
    for kind, text in _lexer(language).get_tokens(code):
        name = STANDARD_TYPES.get(kind)
        while name is None:
            kind = kind.parent or Token  # noqa: PLW2901
            name = STANDARD_TYPES.get(kind)
        escaped = html.escape(text, quote=False)
        parts.append(f'<span class="{name}">{escaped}</span>' if name and text.strip() else escaped)
    return "".join(parts)
