// Addresses of mails as people type and paste them: several at once, with names, or half of one. Pure.
import type { MailAddress } from "@rapport/contracts";

/** Of one mail, as the server has it. */
export const mostCc = 20;

/** `isKnown`: the name is of a person here. A name that came with a mail is what its sender chose. */
export interface KnownAddress extends MailAddress {
  isKnown: boolean;
}

const shape = /^[^\s@<>"(),:;\\[\]]{1,250}@[^\s@<>"(),:;\\[\]]{1,250}$/u;

export const isMailAddress = (text: string): boolean => shape.test(text);

export const isSameAddress = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

export const has = (list: readonly Pick<MailAddress, "address">[], address: string): boolean =>
  list.some((one) => isSameAddress(one.address, address));

/** What stands between separators; one in quotes or in angle brackets is none. */
const piecesOf = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|<[^>]*>|[^,;\n"<]|["<])+/g) ?? [])
    .map((piece) => piece.trim())
    .filter(Boolean);

/** Several addresses with nothing but spaces between them. */
const apart = (piece: string): string[] => {
  const words = piece.split(/\s+/);
  return words.every(isMailAddress) ? words : [piece];
};

const nameIn = (text: string): string =>
  text
    .trim()
    .replace(/^(["'])(.*)\1$/su, "$2")
    .replaceAll('\\"', '"')
    .trim();

const read = (piece: string): KnownAddress => {
  const [, before = "", inside] = /^([^<]*)<([^<>]*)>$/su.exec(piece) ?? [];
  const address = (inside ?? piece).trim().replace(/^mailto:/iu, "");
  const name = nameIn(before);
  return { address, name: name === "" || name === address ? null : name, isKnown: false };
};

export interface ReadAddresses {
  found: KnownAddress[];
  /** What is none, as it was written. */
  wrong: string[];
}

export const addressesIn = (text: string): ReadAddresses => {
  const found: KnownAddress[] = [];
  const wrong: string[] = [];
  for (const piece of piecesOf(text).flatMap(apart)) {
    const one = read(piece);
    if (!isMailAddress(one.address)) wrong.push(piece);
    else if (!has(found, one.address)) found.push(one);
  }
  return { found, wrong };
};

/** Whether a separator that is typed now ends an address; in a name it is a part of it. */
export const endsAddress = (typed: string): boolean =>
  typed.includes("@") &&
  (typed.split('"').length - 1) % 2 === 0 &&
  typed.lastIndexOf("<") <= typed.lastIndexOf(">");

/** What is pasted whole: more than one address, or one with a name. */
export const isSeveral = (pasted: string): boolean => /[,;\n<]/.test(pasted.trim());

export interface Field {
  value: string;
  selectionStart: number | null;
  selectionEnd: number | null;
}

/** What stands in a field once something is pasted over what is selected in it. */
export const pastedInto = ({ value, selectionStart, selectionEnd }: Field, pasted: string) => {
  const from = selectionStart ?? value.length;
  return `${value.slice(0, from)} ${pasted} ${value.slice(selectionEnd ?? from)}`.trim();
};

export const wrongWords = (wrong: readonly string[]): string | null => {
  if (wrong.length === 0) return null;
  const said = wrong.map((one) => `“${one}”`).join(", ");
  return `${said} ${wrong.length === 1 ? "is no mail address" : "are no mail addresses"}. Write it as ada@shop.example.`;
};

/** Where the name is of nobody here, the address is what counts. */
export const shortOf = ({ address, name, isKnown }: KnownAddress): string =>
  isKnown && name !== null ? name : address;

export const wholeOf = ({ address, name }: MailAddress): string =>
  name === null ? address : `${name} <${address}>`;
