// Words → 32-bit integers that the index stores. The workspace is part of the hash, so that a lookup
// meets (but for chance) the postings of one workspace only; integers cost half of what text costs to
// index, and those that fit a machine word a third of what longer ones cost to make.
// A collision can only add a candidate: every hit is read under row security and matched again.

/** What a token stands for. */
export type TokenKind =
  | "word"
  | "beginning"
  | "sole"
  | "phone"
  | "near"
  | "object"
  | "owner"
  | "region";

const seeds: Record<TokenKind, number> = {
  word: 0x1f83d9ab,
  beginning: 0x5be0cd19,
  sole: 0x3c6ef372,
  phone: 0x510e527f,
  near: 0x6a09e667,
  object: 0x27d4eb2f,
  owner: 0x165667b1,
  region: 0x2545f491,
};

const workspaces = new Map<string, number>();

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

function workspaceSeed(workspaceId: string): number {
  const known = workspaces.get(workspaceId);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let index = 0; index < workspaceId.length; index += 1) {
    hash = Math.imul(hash ^ workspaceId.charCodeAt(index), 0x01000193);
  }
  if (workspaces.size > 10_000) workspaces.clear();
  workspaces.set(workspaceId, hash);
  return hash;
}

/** Makes the tokens of one workspace: multiples of four that fit 32 bits with their sign. */
export function tokenMaker(workspaceId: string): (kind: TokenKind, text: string) => number {
  const seed = workspaceSeed(workspaceId);
  return (kind, text) => {
    let hash = seed ^ seeds[kind];
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    return mix(hash) & ~3;
  };
}

/** The token that a word has when it stands in a title. */
export function inTitle(token: number): number {
  return token + 1;
}

/** The token once more, for documents of the sample. */
export function inSample(token: number): number {
  return token + 2;
}

/** Whether a record belongs to the sample: one in 64. Ids end in random digits. */
export function isInSample(recordId: string): boolean {
  return (Number.parseInt(recordId.slice(-2), 16) & 63) === 0;
}
