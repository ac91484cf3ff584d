// Password hashing, two at a time: each takes some 32 MB and a tenth of a second of a core by design,
// and a flood of sign-ins must neither fill the memory nor starve the file system's threads.
import { hashPassword, verifyPassword } from "better-auth/crypto";

const atOnce = 2;

let free = atOnce;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

export const passwordHash = {
  hash: (password: string): Promise<string> => inTurn(() => hashPassword(password)),
  verify: (given: { hash: string; password: string }): Promise<boolean> =>
    inTurn(() => verifyPassword(given)),
};
