// Ctrl-K: go anywhere by typing. Without scripts, the search field does the same.

interface Hit {
  title: string;
  kind: string;
  to: string;
}

export function palette(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-palette]");
  if (!field) return;
  const dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", field.placeholder);
  const input = document.createElement("input");
  input.type = "search";
  input.setAttribute("aria-label", field.placeholder);
  input.placeholder = field.placeholder;
  const list = document.createElement("ul");
  dialog.append(input, list);
  document.body.append(dialog);

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      input.value = "";
      dialog.showModal();
      void search(input, list);
    }
  });
  input.addEventListener("input", () => void search(input, list));
  input.addEventListener("keydown", (event) => move(event, list));
}

let latest = 0;

async function search(input: HTMLInputElement, list: HTMLUListElement): Promise<void> {
  const mine = ++latest;
  const answer = await fetch(`/search?format=json&q=${encodeURIComponent(input.value)}`);
  if (!answer.ok || mine !== latest) return;
  const hits = (await answer.json()) as Hit[];
  list.replaceChildren(...hits.map((hit, place) => item(hit, place === 0)));
}

function item(hit: Hit, first: boolean): HTMLLIElement {
  const link = document.createElement("a");
  link.href = hit.to;
  link.setAttribute("aria-selected", String(first));
  link.setAttribute("role", "option");
  const kind = document.createElement("span");
  kind.className = "quiet";
  kind.textContent = hit.kind;
  link.append(hit.title, kind);
  const line = document.createElement("li");
  line.append(link);
  return line;
}

function move(event: KeyboardEvent, list: HTMLUListElement): void {
  const links = [...list.querySelectorAll("a")];
  const here = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
  if (event.key === "Enter") {
    event.preventDefault();
    links[here]?.click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  links.forEach((link) => link.setAttribute("aria-selected", String(link === next)));
  next?.scrollIntoView({ block: "nearest" });
}
