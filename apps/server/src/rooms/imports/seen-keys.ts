// Which keys a file has had so far, in 16 bytes each at most: a dry run must tell a second row of one
// key from a new record without holding a million texts. Two keys could share a 53-bit hash once in
// ten thousand files of a million rows; only a count would be off by one.

export function createSeenKeys() {
  let slots = new Float64Array(1 << 12);
  let used = 0;

  const place = (table: Float64Array, hash: number): number => {
    let at = hash % table.length;
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) % table.length;
    return at;
  };

  const grow = () => {
    const wider = new Float64Array(slots.length * 2);
    for (const hash of slots) if (hash !== 0) wider[place(wider, hash)] = hash;
    slots = wider;
  };

  return {
    /** Whether the key was there before; it is from now on. */
    add(key: string): boolean {
      const hash = hash53(key);
      const at = place(slots, hash);
      if (slots[at] === hash) return true;
      slots[at] = hash;
      used++;
      if (used * 2 > slots.length) grow();
      return false;
    },
  };
}

/** cyrb53, never zero. */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0) + 1;
}
