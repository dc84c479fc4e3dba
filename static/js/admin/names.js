// Gives names to those controls of Django's administration that have none for a screen reader:
// boxes that search while one types, and what can be changed in the rows of a list.

function name() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box) continue;
    const name = label.textContent.trim().replace(/:$/, "");
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }

  for (const input of document.querySelectorAll("#result_list tbody :is(input, select, textarea)")) {
    const cell = input.closest("td");
    const column = [...(cell?.classList ?? [])].find((one) => one.startsWith("field-"));
    if (!column || input.labels?.length) continue;
    const name = column.replace("field-", "column-");
    const head = document.querySelector(`#result_list th.${name} .text`);
    const row = cell.closest("tr").querySelector("th");
    input.setAttribute("aria-label", [row, head].map((one) => one?.textContent.trim()).join(": "));
  }
}

// After those of Django, in the order in which they were registered.
const ready = globalThis.django?.jQuery ?? ((then) => then());
ready(name);
