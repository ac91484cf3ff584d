// Recovery codes as people read and type them: twelve letters and digits without look-alikes, in groups
// of four. 60 bits each.
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

export const recoveryCodeCount = 10;
const length = 12;

/** From random bytes; those that would make some letters likelier are passed over. */
export function recoveryCodeOf(bytes: Uint8Array): string | null {
  const fair = [...bytes].filter(
    (byte) => byte < Math.floor(256 / letters.length) * letters.length,
  );
  if (fair.length < length) return null;
  const text = fair
    .slice(0, length)
    .map((byte) => letters[byte % letters.length])
    .join("");
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** The code without what people add or leave out; null when it cannot be one. */
export function bareRecoveryCode(given: string): string | null {
  const bare = given.toLowerCase().replace(/[\s-]/g, "");
  return bare.length === length && [...bare].every((letter) => letters.includes(letter))
    ? bare
    : null;
}

/** Six digits of an authenticator app; null when it cannot be such a code. */
export function bareDigits(given: string): string | null {
  const bare = given.replace(/\s/g, "");
  return /^\d{6}$/.test(bare) ? bare : null;
}
