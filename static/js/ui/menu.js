// Menus and popovers are <details data-menu>: they open without script. Here they learn to close
// on Escape and outside, to step by arrow keys, to stay alone, and to stay inside the window.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

const stops = (menu) =>
  [...menu.querySelectorAll(".menu__list :is(a[href], button, input, select, textarea)")].filter(
    (one) => !one.disabled && one.offsetParent !== null,
  );

export function closeMenu(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
}

function place(menu) {
  const list = menu.querySelector(".menu__list");
  if (!list) return;
  list.classList.remove("menu__list--up");
  list.style.removeProperty("left");
  list.style.removeProperty("right");
  const box = list.getBoundingClientRect();
  const above = menu.getBoundingClientRect().top;
  if (box.bottom > innerHeight - 8 && above > box.height) list.classList.add("menu__list--up");
  if (box.left < 8) list.classList.remove("menu__list--end");
  else if (box.right > document.documentElement.clientWidth - 8) list.classList.add("menu__list--end");
  // On the smallest screens neither end of the button leaves room: it is moved in.
  const { left, right } = list.getBoundingClientRect();
  const edge = document.documentElement.clientWidth - 8;
  const shift = left < 8 ? 8 - left : Math.min(0, edge - right);
  if (shift) {
    list.style.left = `${left - menu.getBoundingClientRect().left + shift}px`;
    list.style.right = "auto";
  }
}

// `toggle` does not bubble, so it is caught on the way down.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.matches("[data-menu]") || !menu.open) return;
    for (const other of openMenus()) if (other !== menu && !other.contains(menu)) closeMenu(other);
    place(menu);
  },
  true,
);

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    const inside = menu.contains(event.target);
    if (!inside) closeMenu(menu);
    else if (event.target.closest?.(".menu__item:is(a, button)")) closeMenu(menu);
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) closeMenu(menu);
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (event.key === "Escape") {
    const open = menu?.open ? menu : openMenus()[0];
    if (open) {
      event.stopPropagation();
      closeMenu(open, { focus: true });
    }
    return;
  }
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  if (event.target.matches("input, select, textarea")) return;
  if (!menu.open) {
    if (event.key !== "ArrowDown") return;
    menu.open = true;
  }
  event.preventDefault();
  const all = stops(menu);
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at <= 0 ? all.length : at) - 1,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  all[next].focus();
});
