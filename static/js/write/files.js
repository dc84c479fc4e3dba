// Pictures that are pasted into a text box or dropped on a form.

const pictures = (files) => [...(files ?? [])].filter((one) => one.type.startsWith("image/"));

export function onPictures(box, form, take) {
  const taken = (event, files) => {
    const found = pictures(files);
    if (!found.length) return;
    event.preventDefault();
    take(found);
  };
  box.addEventListener("paste", (event) => taken(event, event.clipboardData?.files));
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => taken(event, event.dataTransfer?.files));
}
