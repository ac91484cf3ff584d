// How satisfied the visitor is, asked once the conversation is closed: five choices and a comment, by keyboard and screen
// reader like any form. What was said can be changed while the server takes it.
import "./rating.css";
import type { RatingInput, VisitorRating } from "@rapport/sdk/visitor";
import { element } from "./element.ts";
import type { Words } from "./words.ts";

export interface Rating {
  readonly part: HTMLElement;
  readonly isShown: boolean;
  /** Asks the server whether the visitor is asked. */
  refresh(): Promise<void>;
}

interface Given {
  rating(): Promise<VisitorRating>;
  rate(rating: RatingInput): Promise<void>;
}

const faces = ["😞", "🙁", "😐", "🙂", "😀"];

export const createRating = (words: Words, given: Given): Rating => {
  const part = element("section", { class: "rating", "aria-label": words.rate, hidden: true });
  const state = element("p", { role: "status" });

  const choiceOf = (face: string, at: number, chosen: number | null): HTMLElement =>
    element(
      "label",
      {},
      element("input", {
        ...{ type: "radio", name: "score", value: String(at + 1), required: true },
        checked: chosen === at + 1,
      }),
      element("span", { "aria-hidden": "true" }, face),
      element("small", {}, words.scores[at] ?? ""),
    );

  const show = ({ score, comment }: Omit<VisitorRating, "asks">): void => {
    const text = element("textarea", { rows: "2", maxlength: "2000" });
    text.value = comment ?? "";
    const form = element(
      "form",
      {},
      element(
        "fieldset",
        {},
        element("legend", {}, words.rate),
        element("div", { class: "faces" }, ...faces.map((face, at) => choiceOf(face, at, score))),
      ),
      element("label", {}, element("span", {}, words.rateComment), text),
      element("button", { type: "submit" }, score === null ? words.rateSend : words.rateChange),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = Number(new FormData(form).get("score"));
      void send({ score: said, comment: text.value.trim() || null });
    });
    part.replaceChildren(state, form);
    part.hidden = false;
  };

  const thank = (said: RatingInput): HTMLElement => {
    const again = element("button", { type: "button" }, words.rateChange);
    again.addEventListener("click", () => {
      state.textContent = "";
      show({ score: said.score, comment: said.comment ?? null });
      part.querySelector<HTMLElement>("input:checked")?.focus();
    });
    part.replaceChildren(state, again);
    // After it stands in the page, so that it is read out.
    state.textContent = words.rateThanks;
    part.hidden = false;
    return again;
  };

  const send = (said: RatingInput): Promise<void> =>
    given.rate(said).then(
      () => thank(said).focus(),
      () => {
        state.textContent = words.rateFailed;
      },
    );

  /** What was said before is told again, without taking the keyboard from where it is. */
  const begin = ({ score, comment }: VisitorRating): void => {
    if (score === null) show({ score, comment });
    else thank({ score, comment });
  };

  return {
    part,
    get isShown() {
      return !part.hidden;
    },
    refresh: async () => {
      const now = await given.rating().catch(() => null);
      if (now === null) return;
      if (!now.asks) part.hidden = true;
      else if (part.hidden) begin(now);
    },
  };
};
