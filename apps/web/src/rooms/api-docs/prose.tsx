// The document's descriptions, which use a little Markdown: paragraphs, `code`, **strong**.
import { Fragment } from "react";

const inline = (text: string) =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, place) => {
    const key = `${place}-${part.slice(0, 12)}`;
    if (part.startsWith("`")) return <code key={key}>{part.slice(1, -1)}</code>;
    if (part.startsWith("**")) return <strong key={key}>{part.slice(2, -2)}</strong>;
    return <Fragment key={key}>{part}</Fragment>;
  });

/** In one line, inside of other text. */
export const Words = ({ text }: { text: string }) => <>{inline(text)}</>;

export const Prose = ({ text }: { text: string }) =>
  text.split(/\n\n+/).map((paragraph) => <p key={paragraph.slice(0, 40)}>{inline(paragraph)}</p>);
