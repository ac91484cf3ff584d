// What a page hides from its readers is none of its text: by the attribute `hidden`, by `aria-hidden`, and by its own
// style. Style sheets are not read: what they hide stays.

const hints = /hidden|none|collapse/i;
const hidingStyle = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))/i;
/** Scripts show the whole of a page when it is ready: hidden so, it is still the page. */
const whole = new Set(["HTML", "BODY"]);

interface Element {
  tagName: string;
  getAttribute(name: string): string | undefined;
}

function isHidden(element: Element): boolean {
  if (whole.has(element.tagName)) return false;
  const hidden = element.getAttribute("hidden");
  // Text that is hidden until it is found is for readers.
  if (hidden !== undefined && hidden.toLowerCase() !== "until-found") return true;
  if (element.getAttribute("aria-hidden")?.trim().toLowerCase() === "true") return true;
  const style = (element.getAttribute("style") ?? "").replace(/\/\*.*?\*\//gs, " ");
  return hidingStyle.test(style);
}

/** As it came, where nothing is hidden. */
export async function withoutHidden(html: string): Promise<string> {
  if (!hints.test(html)) return html;
  const { parse } = await import("node-html-parser");
  const root = parse(html);
  const hidden = root.querySelectorAll("[hidden],[aria-hidden],[style]").filter(isHidden);
  for (const element of hidden) element.remove();
  return hidden.length === 0 ? html : root.toString();
}
