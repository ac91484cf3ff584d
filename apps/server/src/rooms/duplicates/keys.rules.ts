// Blocking keys: records are compared only with those that share one, so that the work grows with the
// number of records and not with its square. A key is made so that the common ways in which two
// spellings of one thing differ leave at least one key alike.
import type { MergeableObject } from "@rapport/contracts";
import { hostOf, registeredDomain } from "./domain.rules.ts";
import { mailbox } from "./email.rules.ts";
import type { Described } from "./likeness.rules.ts";
import { companyWords, personName, skeleton } from "./names.rules.ts";
import { phoneKey } from "./phone.rules.ts";
import { folded } from "./text.rules.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Hashes, the most telling first. */
export function keysOf(object: MergeableObject, record: Described): number[] {
  const keys = object === "people" ? personKeys(record) : companyKeys(record);
  return [...new Set(keys.map((key) => hash(`${object}\n${key}`)))];
}

export function emailKey(email: string): number | null {
  const box = mailbox(email);
  return box === null ? null : hash(`people\ne:${box}`);
}

export function personPhoneKey(phone: string): number | null {
  const key = phoneKey(phone);
  return key === null ? null : hash(`people\np:${key}`);
}

function personKeys(record: Described): string[] {
  const keys: string[] = [];
  const box = mailbox(text(record.email));
  if (box !== null) keys.push(`e:${box}`);
  keys.push(...phoneKeys(record));
  const name = personName(record.firstName, record.lastName);
  if (!name) return keys;
  const [first, last] = [skeleton(firstWord(name.first)), skeleton(firstWord(name.last))];
  const company = text(record.companyId);
  // By either name alone, so that a slip in the other, or the two swapped, still meets.
  if (company !== "") keys.push(`c:${company}:${last}`, `c:${company}:${first}`);
  const city = folded(text(record.city));
  // A city has many of one name: half of the other name narrows it.
  if (city !== "") keys.push(`t:${city}:${last}:${first[0]}`, `t:${city}:${first}:${last[0]}`);
  return keys;
}

function companyKeys(record: Described): string[] {
  const hosts = [hostOf(text(record.domain)), hostOf(text(record.website))];
  const domains = hosts.map((host) => (host === null ? null : registeredDomain(host)));
  const keys = domains.filter((domain) => domain !== null).map((domain) => `d:${domain}`);
  keys.push(...phoneKeys(record));
  const words = companyWords(record.name);
  if (words.length === 0) return keys;
  keys.push(`n:${words.join("")}`);
  const city = folded(text(record.city));
  if (city !== "") keys.push(`s:${city}:${skeleton(words[0] ?? "")}`);
  return keys;
}

function phoneKeys(record: Described): string[] {
  const key = phoneKey(text(record.phone));
  return key === null ? [] : [`p:${key}`];
}

const firstWord = (name: string) => name.split(" ", 1)[0] ?? "";

/** 53 bits, which a number holds whole; two that fall together by chance are compared and dropped. */
function hash(key: string): number {
  let high = 0x9e3779b9;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0x85ebca77);
    low = Math.imul(low ^ code, 0xc2b2ae3d);
  }
  high ^= Math.imul(high ^ (low >>> 15), 0x735a2d97);
  low ^= Math.imul(low ^ (high >>> 15), 0xcaf649a9);
  high ^= low >>> 16;
  low ^= high >>> 16;
  return 2097152 * (low >>> 0) + ((high >>> 0) >>> 11);
}
