// What of a customer's name and address a role may see: what it may see of the same fields of people. Where a role
// withholds `email`, `phone` or a name there, no conversation tells it either. What stands in a text stays in it. Pure.
import type { Principal } from "../../platform/context.ts";

const isPhone = /^\+?[\d\s()./-]{5,}$/;
const isMail = (text: string): boolean => text.includes("@");

type Sees = Pick<Principal, "rights">;

const sees = ({ rights }: Sees, ...fields: readonly string[]): boolean =>
  fields.every((field) => rights.field("people", field) !== "none");

export const seesAddress = (principal: Sees, address: string): boolean =>
  sees(principal, isMail(address) ? "email" : "phone");

export const shownAddress = (principal: Sees, address: string | null): string | null =>
  address !== null && seesAddress(principal, address) ? address : null;

const isOnlyAddress = (name: string): boolean => /^\S+@\S+$/.test(name) || isPhone.test(name);

/** Of "Name <address>", the name. */
function withoutAddress(principal: Sees, name: string): string | null {
  const bare = name.replace(/ <[^<>]*>$/, "");
  return bare === name || isMail(bare) ? null : shownName(principal, bare);
}

/** Who gave no name is called by the address; a name may hold one, too. */
export function shownName(principal: Sees, name: string | null): string | null {
  if (name === null) return null;
  if (isOnlyAddress(name)) return shownAddress(principal, name);
  if (isMail(name) && !sees(principal, "email")) return withoutAddress(principal, name);
  return sees(principal, "firstName", "lastName") ? name : null;
}

/** What a mail server says often names the address. */
export const withoutAddresses = (principal: Sees, reason: string | null): string | null =>
  sees(principal, "email") ? reason : withoutAnyAddress(reason);

export const withoutAnyAddress = (reason: string | null): string | null =>
  reason?.replace(/[^\s<>()"',;:]+@[^\s<>()"',;:]+/g, "…") ?? null;
