// Where a visitor writes: the line at the foot, and the form for when nobody is there.
import { element } from "./element.ts";
import type { Words } from "./words.ts";

const mostCharacters = "4000";

const field = (label: string, input: HTMLElement): HTMLElement =>
  element("label", {}, element("span", {}, label), input);

export const createComposer = (words: Words, onWrite: (text: string) => void): HTMLElement => {
  const input = element("textarea", {
    rows: "2",
    maxlength: mostCharacters,
    placeholder: words.placeholder,
    "aria-label": words.message,
  });
  const form = element(
    "form",
    { class: "composer" },
    input,
    element("button", { type: "submit" }, words.send),
  );
  const send = (): void => {
    const text = input.value.trim();
    if (text === "") return;
    input.value = "";
    onWrite(text);
    input.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  input.addEventListener("keydown", (event) => {
    // While a word is being composed, Enter ends the word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  return form;
};

export const createOfflineForm = (
  words: Words,
  onLeave: (text: string, contact: { email: string; name?: string }) => void,
): HTMLElement => {
  const email = element("input", {
    type: "email",
    required: true,
    autocomplete: "email",
    maxlength: "254",
  });
  const name = element("input", { type: "text", autocomplete: "name", maxlength: "200" });
  const text = element("textarea", { rows: "3", required: true, maxlength: mostCharacters });
  const form = element(
    "form",
    { class: "offline" },
    element("p", {}, words.leave),
    field(words.email, email),
    field(words.name, name),
    field(words.message, text),
    element("button", { type: "submit" }, words.send),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const named = name.value.trim();
    const contact = { email: email.value.trim(), ...(named ? { name: named } : {}) };
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(contact.email)) {
      email.setCustomValidity(words.badEmail);
      email.reportValidity();
      return;
    }
    if (text.value.trim() !== "") onLeave(text.value.trim(), contact);
  });
  email.addEventListener("input", () => email.setCustomValidity(""));
  return form;
};
