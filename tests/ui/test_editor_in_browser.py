"""The editor in a real browser, in the gallery: tools, keys, lists, counting, keeping, pictures.

The gallery saves nothing; where a test needs an answer, it gives the answer itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1280, "height": 820}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
# The smallest picture there is.
PIXEL = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
# Files as somebody pastes or drops them.
GIVE = """(box, [type, names, data]) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const files = new DataTransfer();
    for (const name of names) files.items.add(new File([bytes], name, { type: "image/png" }));
    const options = { bubbles: true, cancelable: true };
    box.dispatchEvent(type === "paste"
        ? new ClipboardEvent(type, { ...options, clipboardData: files })
        : new DragEvent(type, { ...options, dataTransfer: files }));
}"""


class Desk:
    """The editor of one window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("#write")
        self.box = page.locator("#write-text")
        self.state = self.root.locator("[data-editor-state]")

    def put(self, text: str) -> None:
        """Fill the text; `|` stands where the caret goes, two of them around what is chosen."""
        start = text.find("|")
        end = text.rfind("|") - (text.count("|") > 1)
        self.box.fill(text.replace("|", ""))
        self.box.evaluate("(box, at) => box.setSelectionRange(...at)", [start, max(start, end)])

    def seen(self) -> str:
        """The text with the caret, or what is chosen, marked in the same way."""
        value, start, end = self.box.evaluate(
            "(box) => [box.value, box.selectionStart, box.selectionEnd]"
        )
        if start == end:
            return str(value[:start] + "|" + value[start:])
        return str(value[:start] + "|" + value[start:end] + "|" + value[end:])

    def tool(self, name: str) -> Locator:
        """A button by its name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def notice(self, text: str) -> Locator:
        """A notice above the text."""
        return self.root.locator(".editor__notice", has_text=text)


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Callable[..., Desk]]:
    """`opened()`: the gallery in a fresh browser; `opened(beside=page)` in a window of the same."""
    contexts = []
    errors: list[str] = []

    def make(*, beside: Page | None = None, **options: Any) -> Desk:
        context = (
            beside.context if beside else browser.new_context(**({"viewport": DESK} | options))
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{live_server.url}/gallery/")
        page.locator("#write [data-editor-tools]").wait_for()
        return Desk(page)

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def desk(opened: Callable[..., Desk]) -> Desk:
    return opened()


class Server:
    """Answers the saving of one editor; `texts` are what it took in."""

    def __init__(self, desk: Desk, number: int = 4) -> None:
        self.number = number
        self.texts: list[str] = []
        self.theirs: dict[str, Any] = {}
        self.answer: Callable[[Route], None] | None = None
        self.listen(desk)

    def listen(self, desk: Desk) -> None:
        """Also answer this window."""
        desk.page.context.route("**/gallery/save/", self._saved)
        desk.root.locator("form").first.evaluate(
            "(form) => { form.dataset.autosaveUrl = '/gallery/save/'; }"
        )

    def _saved(self, route: Route) -> None:
        if self.answer:
            self.answer(route)
            return
        sent = _fields(route)
        if int(sent["number"]) != self.number:
            said = {"error": {"code": "changed", "message": "Changed."}, "theirs": self.theirs}
            route.fulfill(status=409, json=said)
            return
        self.number += 1
        self.texts.append(sent["text"])
        self.theirs = {"by": "Mira", "at": "2026-01-02T03:04:05Z", "number": self.number}
        self.theirs |= {"title": sent["title"], "text": sent["text"]}
        route.fulfill(json={"number": self.number, "words": f"Saved {self.number}"})

    def change(self, text: str) -> None:
        """Somebody else saves."""
        self.number += 1
        self.theirs = {"by": "Mira", "at": "2026-01-02T03:04:05Z", "number": self.number}
        self.theirs |= {"title": "Hers", "text": text}


def _fields(route: Route) -> dict[str, str]:
    body = route.request.post_data or ""
    found = re.findall(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
    return {name: value.replace("\r\n", "\n") for name, value in found}


# --- Tools and keys ------------------------------------------------------------------------------


TOOLS = [
    ("Bold", "a |word| here", "a **|word|** here"),
    ("Bold", "a **|word|** here", "a |word| here"),
    ("Bold", "a wo|rd here", "a **wo|rd** here"),
    ("Italic", "a |word| here", "a *|word|* here"),
    ("Italic", "**|both|**", "***|both|***"),
    ("Italic", "***|both|***", "**|both|**"),
    ("Code", "a |`tick`| here", "a |`` `tick` ``| here"),
    ("Link", "see |this|", "see [this](|https://|)"),
    ("Link", "|https://tests.example/|", "[|](https://tests.example/)"),
    ("Heading", "one\ntw|o", "one\n## tw|o"),
    ("Smaller heading", "## tw|o", "### tw|o"),
    ("Heading", "## tw|o", "tw|o"),
    ("List", "|one\ntwo|", "|- one\n- two|"),
    ("Numbered list", "|- one\n- two|", "|1. one\n2. two|"),
    ("Task list", "|1. one\n2. two|", "|- [ ] one\n- [ ] two|"),
    ("Task list", "|- [ ] one\n- [x] two|", "|one\ntwo|"),
    ("Quote", "|one\n\ntwo|", "|> one\n\n> two|"),
    ("Code block", "a\n|b|\nc", "a\n\n```|\nb\n```\n\nc"),
    ("Callout", "|mind this|", "> [!NOTE]\n> mind this|\n"),
    ("Footnote", "so| it is\n\n[^1]: one", "so[^2] it is\n\n[^1]: one\n[^2]: |"),
    (
        "Table",
        "|",
        "| |Column| | Column |\n| ------ | ------ |\n" + 2 * "|        |        |\n",
    ),
]
KEYS = [
    ("Control+b", "**|word|**"),
    ("Control+i", "*|word|*"),
    ("Control+k", "[word](|https://|)"),
    ("Control+e", "`|word|`"),
    ("Control+Alt+1", "|## word|"),
    ("Control+Shift+8", "|- word|"),
    ("Control+Alt+5", "```|\nword\n```\n"),
]


def test_a_tool_writes_its_marks_and_undo_takes_them_back(desk: Desk) -> None:
    wrong = []
    for tool, before, after in TOOLS:
        desk.put(before)
        desk.tool(tool).click()
        seen, focus = desk.seen(), desk.page.evaluate("document.activeElement.id")
        for _ in range(2 if tool == "Footnote" else 1):
            desk.page.keyboard.press("Control+z")
        undone = desk.seen().replace("|", "")
        if (seen, focus, undone) != (after, "write-text", before.replace("|", "")):
            wrong.append((tool, before, seen, focus, undone))
    assert wrong == []


def test_a_shortcut_does_what_its_tool_does(desk: Desk) -> None:
    seen = {}
    for keys, _after in KEYS:
        desk.put("|word|")
        desk.page.keyboard.press(keys)
        seen[keys] = desk.seen()
    assert seen == dict(KEYS)


def test_every_tool_shows_and_announces_its_shortcut(desk: Desk) -> None:
    tools = desk.root.locator("[data-keys]")
    told = tools.evaluate_all("(all) => all.map((one) => [one.title, one.ariaKeyShortcuts])")
    assert len(told) == 17
    assert [one for one in told if "Ctrl+" not in one[0]] == []
    keys = tools.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-keyshortcuts'))")
    assert len(set(keys)) == len(keys)


def test_the_tools_are_one_stop_and_arrows_go_along_them(desk: Desk) -> None:
    desk.page.focus("#write-title")
    desk.page.keyboard.press("Tab")
    name = "document.activeElement.textContent.trim()"
    assert desk.page.evaluate(name) == "Bold"
    desk.page.keyboard.press("ArrowRight")
    assert desk.page.evaluate(name) == "Italic"
    desk.page.keyboard.press("End")
    assert desk.page.evaluate(name) == "Footnote"
    desk.page.keyboard.press("ArrowRight")
    assert desk.page.evaluate(name) == "Bold"
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate(name) == "Preview"


ENTERED = [
    ("- one|", "- one\n- |"),
    ("3. one|", "3. one\n4. |"),
    ("- [x] one|", "- [x] one\n- [ ] |"),
    ("> one|", "> one\n> |"),
    ("- one\n- |", "- one\n|"),
    ("- one\n    - |", "- one\n- |"),
    ("|- one", "\n|- one"),
    ("plain|", "plain\n|"),
    ("```\n    x|\n```", "```\n    x\n    |\n```"),
]


def test_enter_goes_on_with_a_list_and_ends_it(desk: Desk) -> None:
    seen = {}
    for before, _after in ENTERED:
        desk.put(before)
        desk.page.keyboard.press("Enter")
        seen[before] = desk.seen()
    assert seen == dict(ENTERED)


def test_tab_moves_lines_in_lists_and_code_and_escape_lets_it_leave(desk: Desk) -> None:
    desk.put("- one\n- two|")
    desk.page.keyboard.press("Tab")
    assert desk.seen() == "- one\n    - two|"
    expect(desk.state).to_contain_text("Escape, then Tab")
    desk.page.keyboard.press("Shift+Tab")
    assert desk.seen() == "- one\n- two|"
    desk.put("```\nx|\n```")
    desk.page.keyboard.press("Tab")
    assert desk.seen() == "```\nx    |\n```"
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.id") == "id_post-excerpt"
    desk.put("plain|")
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.id") == "id_post-excerpt"


def test_an_address_pasted_over_words_makes_a_link(desk: Desk) -> None:
    desk.put("see |this| now")
    desk.box.evaluate(
        """(box) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "https://tests.example/a");
            box.dispatchEvent(new ClipboardEvent("paste",
                { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    assert desk.seen() == "see [this](https://tests.example/a)| now"


def test_words_are_counted_while_one_writes(desk: Desk) -> None:
    count = desk.root.locator("[data-editor-count]")
    desk.box.fill("one")
    expect(count).to_have_text("1 word")
    desk.box.fill("Don't count [the address](https://tests.example/a/b) " + "or " * 456)
    expect(count).to_have_text("460 words, 2 min to read")
    desk.box.fill("")
    expect(count).to_have_text("")


def test_names_are_completed_at_the_caret(desk: Desk) -> None:
    desk.page.route(
        "**/gallery/names/**",
        lambda route: route.fulfill(json={"items": [{"value": "mira", "label": "Mira"}]}),
    )
    desk.page.add_init_script(
        """document.addEventListener("readystatechange", () => {
            const form = document.querySelector("#write form");
            if (form) form.dataset.mentionUrl = "/gallery/names/";
        });"""
    )
    desk.page.reload()
    desk.put("Ask |\n\nand so on")
    desk.page.keyboard.type("@mi")
    option = desk.root.locator("[role=option]")
    expect(option).to_be_visible()
    box, shown = desk.box.bounding_box(), option.bounding_box()
    assert box
    assert shown
    assert 0 < shown["y"] - box["y"] < 90
    desk.page.keyboard.press("Enter")
    assert desk.seen() == "Ask @mira |\n\nand so on"


# --- Preview and full screen ---------------------------------------------------------------------


def _previews(desk: Desk) -> list[str]:
    asked: list[str] = []

    def answer(route: Route) -> None:
        text = parse_qs(route.request.post_data or "")["text"][0]
        asked.append(text)
        lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        route.fulfill(content_type="text/html", body=lines)

    desk.page.route("**/gallery/preview/", answer)
    return asked


def test_full_screen_shows_the_preview_beside_and_escape_leaves(desk: Desk) -> None:
    asked = _previews(desk)
    desk.put("Night 1|")
    desk.tool("Full screen").click()
    pane = desk.root.get_by_role("region", name="Preview")
    expect(pane).to_have_text("Night 1")
    assert desk.page.evaluate("document.querySelector('.head').inert")
    desk.page.keyboard.type("2 and more")
    expect(pane).to_have_text("Night 12 and more")
    assert len(asked) == 2
    desk.page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    assert not desk.page.evaluate("document.querySelector('.head').inert")
    assert desk.page.evaluate("document.activeElement.id") == "write-text"


def test_the_preview_takes_the_place_of_the_text_where_there_is_no_room(desk: Desk) -> None:
    _previews(desk)
    desk.box.fill("The lamp")
    desk.tool("Preview").click()
    expect(desk.root.get_by_role("region", name="Preview")).to_have_text("The lamp")
    expect(desk.box).to_be_hidden()
    desk.tool("Preview").click()
    expect(desk.box).to_be_focused()


def test_the_preview_is_scrolled_along_and_keeps_what_did_not_change(desk: Desk) -> None:
    _previews(desk)
    desk.box.fill("\n".join(f"Night {number}" for number in range(200)))
    desk.tool("Full screen").click()
    pane = desk.root.get_by_role("region", name="Preview")
    expect(pane).to_contain_text("Night 199")
    desk.box.evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    expect(pane.get_by_text("Night 199")).to_be_in_viewport()
    pane.evaluate("(pane) => { pane.querySelector('p').dataset.mine = 'yes'; }")
    desk.box.evaluate("(box) => box.setSelectionRange(box.value.length, box.value.length)")
    desk.page.keyboard.type("!")
    expect(pane).to_contain_text("Night 199!")
    expect(pane.locator("p")).to_have_count(200)
    desk.page.keyboard.press("Backspace")
    expect(pane.get_by_text("Night 199", exact=True)).to_be_visible()


# --- Keeping -------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_when_the_writer_pauses(desk: Desk) -> None:
    server = Server(desk)
    desk.put("One|")
    desk.page.keyboard.type(" two")
    expect(desk.state).to_have_text("Saved 5")
    desk.page.keyboard.type(" three")
    desk.page.keyboard.press("Control+s")
    expect(desk.state).to_have_text("Saved 6")
    assert server.texts == ["One two", "One two three"]
    desk.page.reload()
    expect(desk.root.locator(".editor__notice")).to_have_count(0)


def test_another_author_is_never_written_over_and_mine_is_saved_when_i_say_so(desk: Desk) -> None:
    server = Server(desk)
    server.change("Hers\nand more")
    desk.box.fill("Mine\nand more")
    notice = desk.notice("Mira saved another version")
    expect(notice).to_be_visible()
    notice.get_by_text("Compare").click()
    lines = notice.locator("li")
    assert [one.inner_text().replace("\n", " ") for one in lines.all()][:2] == [
        "Theirs Hers",
        "Mine What the new grid taught us",
    ]
    expect(notice.get_by_role("textbox", name="Theirs")).to_have_value("Hers\n\nHers\nand more")
    desk.box.press_sequentially(", still")
    desk.page.wait_for_timeout(2500)
    assert server.texts == []
    notice.get_by_role("button", name="Keep mine (save over theirs)").click()
    expect(desk.state).to_have_text("Saved 6")
    assert server.texts == ["Mine\nand more, still"]
    expect(notice).to_have_count(0)


def test_taking_theirs_keeps_mine_to_be_fetched_back(desk: Desk) -> None:
    server = Server(desk)
    server.change("Hers")
    desk.box.fill("Mine")
    desk.notice("Mira saved").get_by_role("button", name="Take theirs").click()
    expect(desk.box).to_have_value("Hers")
    expect(desk.page.locator("#write-title")).to_have_value("Hers")
    desk.page.reload()
    server.listen(desk)
    desk.notice("another version of yours").get_by_role("button", name="Fetch it back").click()
    expect(desk.box).to_have_value("Mine")
    expect(desk.notice("another version of yours")).to_be_visible()


def test_an_answer_that_was_lost_is_no_conflict(desk: Desk) -> None:
    server = Server(desk)

    def arrive_and_fall_silent(route: Route) -> None:
        server.answer = None
        server.change(_fields(route)["text"])
        server.theirs["title"] = _fields(route)["title"]
        route.abort()

    server.answer = arrive_and_fall_silent
    desk.box.fill("Sent")
    expect(desk.state).to_have_text("Offline. Kept in this browser")
    desk.box.press_sequentially(" twice")
    expect(desk.state).to_have_text("Saved 6")
    assert server.texts == ["Sent twice"]
    expect(desk.root.locator(".editor__notice")).to_have_count(0)


def test_without_a_network_the_text_is_kept_here_and_saved_when_it_is_back(desk: Desk) -> None:
    server = Server(desk)
    server.answer = lambda route: route.abort()
    desk.box.fill("On the train")
    expect(desk.state).to_have_text("Offline. Kept in this browser")
    kept = desk.page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "On the train" in kept
    server.answer = None
    desk.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(desk.state).to_have_text("Saved 5")
    assert "On the train" not in desk.page.evaluate("JSON.stringify(Object.entries(localStorage))")


def test_what_was_not_saved_is_offered_and_never_forced(desk: Desk) -> None:
    desk.box.fill("Half a thought")
    desk.page.wait_for_timeout(500)
    desk.page.reload()
    notice = desk.notice("another version of yours")
    expect(notice).to_be_visible()
    expect(desk.box).not_to_have_value("Half a thought")
    desk.box.press_sequentially("x")
    notice.get_by_role("button", name="Fetch it back").click()
    expect(desk.box).to_have_value("Half a thought")
    # And what it took the place of is offered in its turn.
    desk.notice("another version").get_by_role("button", name="Throw it away").click()
    expect(desk.root.locator(".editor__notice")).to_have_count(0)


def test_a_lost_session_is_told_and_ends_well(desk: Desk, live_server: Any) -> None:
    server = Server(desk)
    sign_in = f"{live_server.url}/accounts/login/"

    def signed_out(route: Route) -> None:
        route.fulfill(status=302, headers={"Location": sign_in})

    desk.page.context.route("**/gallery/save/", signed_out)
    desk.box.fill("Written over lunch")
    notice = desk.notice("You were signed out")
    expect(notice).to_be_visible()
    expect(desk.state).to_have_text("Signed out. Kept in this browser")
    desk.page.context.unroute("**/gallery/save/", signed_out)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.state).to_have_text("Saved 5")
    expect(notice).to_have_count(0)
    assert server.texts == ["Written over lunch"]


def test_two_windows_tell_each_other(desk: Desk, opened: Callable[..., Desk]) -> None:
    server = Server(desk)
    second = opened(beside=desk.page)
    server.listen(second)
    expect(desk.notice("open in another window")).to_be_visible()
    expect(second.notice("open in another window")).to_be_visible()
    desk.box.fill("Written in the first")
    expect(desk.state).to_have_text("Saved 5")
    second.notice("saved in another window").get_by_role("button", name="Show it here").click()
    expect(second.box).to_have_value("Written in the first")
    second.box.press_sequentially(", then the second")
    expect(second.state).to_have_text("Saved 6")
    second.page.close()
    expect(desk.notice("open in another window")).to_have_count(0)


def test_a_form_is_sent_with_all_that_is_on_its_way(desk: Desk) -> None:
    server = Server(desk)
    sent: list[dict[str, str]] = []

    def take(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(_fields(route))
        route.fulfill(status=204)

    desk.page.route("**/gallery/", take)
    desk.box.fill("Just now")
    desk.page.get_by_role("button", name="Publish").first.click()
    desk.page.wait_for_timeout(300)
    assert server.texts == ["Just now"]
    assert [(one["number"], one["deed"], one["text"]) for one in sent] == [
        ("5", "publish", "Just now")
    ]


# --- Pictures ------------------------------------------------------------------------------------


def test_each_picture_asks_for_words_and_takes_its_place_while_one_writes_on(desk: Desk) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.page.route("**/gallery/image/", hold)
    desk.put("Before | after")
    desk.box.evaluate(GIVE, ["paste", ["one.png", "two.png"], PIXEL])
    dialog = desk.page.get_by_role("dialog", name="Add a picture")
    expect(dialog).to_contain_text("More pictures after this one: 1")
    dialog.get_by_role("button", name="Add the picture").click()
    expect(dialog).to_be_visible()  # without words it is not taken
    dialog.get_by_label("Describe the picture").fill("A [red] door")
    dialog.get_by_role("button", name="Add the picture").click()
    dialog.get_by_label("It only decorates").check()
    dialog.get_by_role("button", name="Add the picture").click()
    expect(desk.root.locator("progress")).to_have_count(2)
    desk.box.evaluate("(box) => box.setSelectionRange(0, 0)")
    desk.box.press_sequentially("Typed. ")
    for number, route in enumerate(held):
        assert ("A [red] door" in (route.request.post_data or "")) == (number == 0)
        alt = "A [red] door" if number == 0 else ""
        image = {"url": f"/images/{number}/", "alt": alt, "width": 1, "height": 1}
        route.fulfill(status=201, json={"image": image})
        expect(desk.root.locator("progress")).to_have_count(1 - number)
    assert desk.seen() == "Typed. |Before ![A \\[red\\] door](/images/0/)![](/images/1/) after"


def test_a_picture_that_is_refused_says_why_and_can_be_left_out(desk: Desk) -> None:
    said = {"error": {"message": "This file is no picture."}}
    desk.page.route("**/gallery/image/", lambda route: route.fulfill(status=400, json=said))
    desk.put("Text|")
    desk.box.evaluate(GIVE, ["drop", ["one.png"], PIXEL])
    dialog = desk.page.get_by_role("dialog", name="Add a picture")
    dialog.get_by_label("Describe the picture").fill("A door")
    dialog.get_by_role("button", name="Add the picture").click()
    row = desk.root.locator(".editor__upload")
    expect(row).to_contain_text("This file is no picture.")
    expect(row.get_by_role("button", name="Try again")).to_be_visible()
    row.get_by_role("button", name="Leave it out").click()
    expect(row).to_have_count(0)
    expect(desk.box).to_have_value("Text")


# --- How it stands -------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_full_screen_with_notices_and_a_dialog(
    opened: Callable[..., Desk], scheme: str
) -> None:
    desk = opened(color_scheme=scheme, reduced_motion="reduce")
    _previews(desk)
    server = Server(desk)
    server.change("Hers")
    desk.box.fill("Mine")
    desk.notice("Mira saved").get_by_text("Compare").click()
    desk.tool("Full screen").click()
    expect(desk.root.get_by_role("region", name="Preview")).to_have_text("Mine")
    found = Axe().run(desk.page)
    assert found.violations_count == 0, found.generate_report()
    desk.box.evaluate(GIVE, ["drop", ["one.png"], PIXEL])
    found = Axe().run(desk.page)
    assert found.violations_count == 0, found.generate_report()


def test_on_a_phone_every_control_is_44_px_and_only_the_tools_scroll(
    opened: Callable[..., Desk],
) -> None:
    desk = opened(**PHONE)
    small = desk.root.locator("button:visible, a:visible").evaluate_all(
        """(all) => all.map((one) => one.getBoundingClientRect())
            .filter((box) => box.width < 43.5 || box.height < 43.5).length"""
    )
    assert small == 0
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 360
    assert desk.root.locator("[data-editor-tools]").evaluate(
        "(tools) => tools.scrollWidth > tools.clientWidth"
    )
    desk.tool("Full screen").click()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_a_script_it_is_a_plain_form(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    root = page.locator("#write")
    expect(root.get_by_role("toolbar")).to_have_count(0)
    expect(root.get_by_role("textbox", name="Text of the post")).to_be_editable()
    preview = root.get_by_role("button", name="Preview")
    expect(preview).to_have_attribute("formaction", "/gallery/preview/")
    expect(root.get_by_role("button", name="Publish")).to_be_visible()
    context.close()
