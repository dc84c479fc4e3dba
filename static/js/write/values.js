// What somebody typed and chose in a form, as one text that can be compared, kept and put back.

const NOT_TYPED = new Set(["hidden", "file", "submit", "button", "reset", "image", "password"]);

const controls = (form) =>
  [...form.elements].filter((one) => one.name && "value" in one && !NOT_TYPED.has(one.type));

const line = (text) => String(text).replace(/\r\n?/g, "\n");

// One value or several, as `read` would give them.
export const plain = (value) => [value].flat().map(line);

function valuesOf(control) {
  if (["checkbox", "radio"].includes(control.type)) return control.checked ? [control.value] : [];
  if (control.type === "select-multiple")
    return [...control.selectedOptions].map((one) => one.value);
  return [line(control.value)];
}

// Was anything typed before this script was there?
export const typedAlready = (form) =>
  controls(form).some((one) => "defaultValue" in one && line(one.value) !== line(one.defaultValue));

export function read(form) {
  const values = {};
  for (const one of controls(form)) (values[one.name] ??= []).push(...valuesOf(one));
  return values;
}

// Only the controls named in `values` change.
export function fill(form, values) {
  const left = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plain(value)]),
  );
  for (const one of controls(form)) {
    const mine = left[one.name];
    if (!mine) continue;
    if (["checkbox", "radio"].includes(one.type)) one.checked = mine.includes(one.value);
    else if (one.type === "select-multiple")
      for (const option of one.options) option.selected = mine.includes(option.value);
    else one.value = mine.shift() ?? "";
  }
}
