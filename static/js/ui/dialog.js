// Opens <dialog> elements: data-dialog="<id>" on a button, data-close inside the dialog.

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    event.preventDefault();
    openDialog(opener.dataset.dialog);
    return;
  }
  const closer = event.target.closest?.("dialog [data-close]");
  if (closer) {
    closer.closest("dialog").close();
    return;
  }
  // A click on the veil closes; a click that began inside and ended outside hits the dialog too,
  // so the place of the click decides.
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
