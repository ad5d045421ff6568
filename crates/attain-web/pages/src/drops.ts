// A file can be dropped anywhere on the form that takes it.

export function drops(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-drop]")) {
    const form = input.form;
    if (!form) continue;
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
    });
  }
}
