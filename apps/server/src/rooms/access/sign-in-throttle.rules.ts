// How long somebody who guesses has to wait. Every wait has an end: failures slow an account down, they
// never close it.

interface Rule {
  freeTries: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

export interface ThrottleRules {
  /** One account from one address. */
  pair: Rule;
  /** One account from anywhere; looser and shorter, so that a stranger cannot lock a member out. */
  account: Rule;
  /** One address, whatever the account; loose, since an office shares one. */
  address: Rule;
}

const anyAccount: Rule = { freeTries: 100, firstWaitMs: 1000, longestWaitMs: 5 * 60_000 };

export const passwordRules: ThrottleRules = {
  pair: { freeTries: 5, firstWaitMs: 1000, longestWaitMs: 15 * 60_000 },
  account: { freeTries: 30, firstWaitMs: 1000, longestWaitMs: 30_000 },
  address: anyAccount,
};

/** Whoever comes as far has the password; six digits allow fewer guesses. */
export const codeRules: ThrottleRules = {
  pair: { freeTries: 5, firstWaitMs: 1000, longestWaitMs: 15 * 60_000 },
  account: { freeTries: 10, firstWaitMs: 1000, longestWaitMs: 5 * 60_000 },
  address: anyAccount,
};

/** Mails that somebody can make us send: enough for a person, too few for a flood. */
export const mailRules: ThrottleRules = {
  pair: { freeTries: 3, firstWaitMs: 60_000, longestWaitMs: 60 * 60_000 },
  account: { freeTries: 6, firstWaitMs: 60_000, longestWaitMs: 60 * 60_000 },
  address: anyAccount,
};

export function waitMs(failures: number, rule: Rule): number {
  const over = failures - rule.freeTries;
  return over < 0 ? 0 : Math.min(rule.longestWaitMs, rule.firstWaitMs * 2 ** Math.min(over, 30));
}
