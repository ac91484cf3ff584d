// A key that nobody else makes: what is sent again with the same one is done once. `crypto.randomUUID` is missing on pages
// over plain http.
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
