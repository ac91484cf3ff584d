// Mails for tests, of lines and of bytes.
export const head =
  "From: Ada <ada@x.example>\nTo: help@ours.example\nSubject: Hi\nMessage-ID: <1@x>\n";
export const mail = (text: string, ...more: (string | readonly number[])[]): Buffer =>
  Buffer.concat([
    Buffer.from(text.replaceAll("\n", "\r\n")),
    ...more.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  ]);
export const typed = (type: string) => `${head}Content-Type: ${type}\n\n`;
export const plainIn = (charset: string, letters: readonly number[]) =>
  mail(typed(`text/plain; charset=${charset}`), letters);
export const part = (headers: string, body = "x") => `--B\n${headers}\n\n${body}\n`;
export const mixed = (...parts: string[]) =>
  mail(`${typed("multipart/mixed; boundary=B")}${parts.join("")}--B--\n`);
export const many = (count: number, one: (at: number) => string, between = "") =>
  Array.from({ length: count }, (_, at) => one(at)).join(between);
