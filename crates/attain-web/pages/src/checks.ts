// Diagnostics while one types: the same that the button gives.

export function checks(): void {
  const text = document.querySelector<HTMLTextAreaElement>("textarea[data-check]");
  const found = document.querySelector<HTMLElement>("#found");
  if (!text?.form || !found) return;
  const { form } = text;
  let timer = 0;
  let latest = 0;
  text.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++latest;
      const body = new URLSearchParams();
      new FormData(form).forEach((value, name) => body.append(name, String(value)));
      const answer = await fetch(text.dataset.check ?? "", { method: "POST", body });
      if (answer.ok && mine === latest) found.innerHTML = await answer.text();
    }, 350);
  });
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.querySelector<HTMLButtonElement>("button[value=save]")?.click();
    }
  });
  const line = new URLSearchParams(location.search).get("line");
  if (line) select(text, Number(line));
}

function select(text: HTMLTextAreaElement, line: number): void {
  const before = text.value.split("\n").slice(0, line - 1).join("\n");
  const start = line > 1 ? before.length + 1 : 0;
  text.focus();
  text.setSelectionRange(start, start);
  text.scrollTop = Math.max(0, (line - 4) * 21);
}
