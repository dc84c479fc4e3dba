// Choosing the square of a picture that becomes a portrait: dragged by mouse or finger, moved by
// arrow keys or by three sliders. Fills the hidden fields left, top and size of the form, which are
// parts of the picture from 0 to 1; the server cuts. Without this module it takes the middle.

const SMALLEST = 0.2; // of the shorter side
const STEP = 0.02;
const clamp = (value) => Math.min(1, Math.max(0, value));

export function cropping(form) {
  const stage = form.querySelector(".crop");
  const canvas = stage.querySelector("canvas");
  const file = form.querySelector("input[type=file]");
  const sliders = ["zoom", "x", "y"].map((name) => stage.querySelector(`[data-crop-${name}]`));
  const pen = canvas.getContext("2d");
  let picture = null;
  // How much it is enlarged (0 to 1), and where in the room that is left the square lies (0 to 1).
  let at = { zoom: 0, x: 0.5, y: 0.4 };
  let held = null;

  const short = () => Math.min(picture.width, picture.height);
  const size = () => 1 - at.zoom * (1 - SMALLEST);
  const room = () => ({ x: picture.width - size() * short(), y: picture.height - size() * short() });

  function draw() {
    const side = size() * short();
    const free = room();
    const left = at.x * free.x;
    const top = at.y * free.y;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
    [at.zoom, at.x, at.y].forEach((value, index) => (sliders[index].value = value));
    form.elements.left.value = (left / picture.width).toFixed(5);
    form.elements.top.value = (top / picture.height).toFixed(5);
    form.elements.size.value = size().toFixed(5);
  }

  function move(change) {
    for (const [name, value] of Object.entries(change)) at[name] = clamp(value);
    draw();
  }

  async function show() {
    picture?.close();
    picture = null;
    stage.hidden = true;
    for (const name of ["left", "top", "size"]) form.elements[name].value = "";
    const chosen = file.files[0];
    if (!chosen) return;
    const made = await createImageBitmap(chosen).catch(() => null);
    // What this browser cannot read, the server may; or it says what is wrong.
    if (!made || file.files[0] !== chosen) return;
    picture = made;
    at = { zoom: 0, x: 0.5, y: 0.4 };
    stage.hidden = false;
    draw();
  }

  file.addEventListener("change", show);
  ["zoom", "x", "y"].forEach((name, index) =>
    sliders[index].addEventListener("input", () => picture && move({ [name]: Number(sliders[index].value) })),
  );
  canvas.addEventListener("pointerdown", (event) => {
    if (!picture) return;
    canvas.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const scale = (size() * short()) / canvas.getBoundingClientRect().width;
    const free = room();
    const change = {};
    for (const axis of ["x", "y"]) {
      const pixels = (held[axis] - event[`client${axis.toUpperCase()}`]) * scale;
      if (free[axis] > 0) change[axis] = at[axis] + pixels / free[axis];
    }
    held = { x: event.clientX, y: event.clientY };
    move(change);
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (held = null));
  canvas.addEventListener("wheel", (event) => {
    if (!picture) return;
    event.preventDefault();
    move({ zoom: at.zoom - Math.sign(event.deltaY) * STEP });
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const keys = {
      ArrowLeft: { x: at.x - STEP },
      ArrowRight: { x: at.x + STEP },
      ArrowUp: { y: at.y - STEP },
      ArrowDown: { y: at.y + STEP },
      "+": { zoom: at.zoom + STEP },
      "-": { zoom: at.zoom - STEP },
    };
    if (!picture || !(event.key in keys)) return;
    event.preventDefault();
    move(keys[event.key]);
  });
}

document.querySelectorAll("form[data-crop]").forEach(cropping);
