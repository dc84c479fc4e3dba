// Changes a text box the way typing does, so that undo takes them back.

export function apply(box, changes) {
  for (const { from, to, text, start, end } of changes) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(from, to);
    const nothing = from === to && !text;
    // The one command that keeps the undo of the box; a box out of sight takes no commands.
    const typed =
      nothing ||
      (document.activeElement === box &&
        (text ? document.execCommand("insertText", false, text) : document.execCommand("delete")));
    if (!typed) {
      box.setRangeText(text, from, to);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    box.setSelectionRange(start, end);
  }
}

// Puts `text` in place of `old`, wherever that stands by now; the caret stays where somebody types.
export function swap(box, old, text) {
  const from = box.value.indexOf(old);
  if (from < 0) return false;
  const { selectionStart, selectionEnd, scrollTop } = box;
  const focused = document.activeElement;
  const moved = (at) => {
    if (at <= from) return at;
    return at >= from + old.length ? at + text.length - old.length : from + text.length;
  };
  const [start, end] = [moved(selectionStart), moved(selectionEnd)];
  apply(box, [{ from, to: from + old.length, text, start, end }]);
  box.scrollTop = scrollTop;
  if (focused && focused !== box) focused.focus({ preventScroll: true });
  return true;
}

// Where the caret stands in the box, in pixels from its top left corner.
const COPIED = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "tabSize"];

export function caretOf(box) {
  const style = getComputedStyle(box);
  const twin = document.createElement("div");
  for (const name of COPIED) twin.style[name] = style[name];
  Object.assign(twin.style, {
    position: "absolute",
    visibility: "hidden",
    width: `${box.clientWidth}px`,
    padding: style.padding,
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
  });
  twin.textContent = box.value.slice(0, box.selectionStart);
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  twin.append(mark);
  box.after(twin);
  const place = { left: mark.offsetLeft, top: mark.offsetTop - box.scrollTop, height: mark.offsetHeight };
  twin.remove();
  return place;
}
