// What was sent before, so that the same is sent again under the same key: the server then does it once, also where its
// first answer was lost. Pure.

export interface Sending<T> {
  key: string;
  /** As it went out first: a key stands for one body. */
  body: T;
}

/** What the member said: how far they had read goes on by itself, also because of what they sent. */
const saidOf = (body: object): string =>
  JSON.stringify(Object.entries(body).filter(([name]) => name !== "seenSeq"));

/** Of what a browser kept: how this went out before; null: it did not. */
export const sentBefore = <T extends object>(kept: string, body: T): Sending<T> | null => {
  try {
    const { key, sent } = (JSON.parse(kept) ?? {}) as Record<string, unknown>;
    if (typeof key !== "string" || typeof sent !== "string") return null;
    const before = JSON.parse(sent) as T;
    return saidOf(before) === saidOf(body) ? { key, body: before } : null;
  } catch {
    return null;
  }
};

export const keptSending = ({ key, body }: Sending<object>): string =>
  JSON.stringify({ key, sent: JSON.stringify(body) });
