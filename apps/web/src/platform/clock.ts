// The one place that reads the time of day, so that everything else can be tested with a given one.

/** Milliseconds since 1970. */
export const nowMs = (): number => Date.now();
