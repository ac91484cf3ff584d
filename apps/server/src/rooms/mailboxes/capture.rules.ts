// Capture addresses: which mail came by one, what the receiving server says of its sender, and whose mail a member passed
// on. Pure. Authentication-Results: RFC 8601; only what the server that the workspace trusts put on top counts.

const tokenShape = /^[a-z2-7]{24}$/;

/** An address of this mailbox with more in it; null: it is not of this mailbox, or has nothing more. */
function detailOf(address: string, mailbox: string): string | null {
  const [local = "", domain] = mailbox.split("@");
  const start = `${local}+`;
  const isOurs = address.startsWith(start) && address.endsWith(`@${domain}`);
  return isOurs ? address.slice(start.length, -`@${domain}`.length) : null;
}

export const captureAddress = (mailbox: string, token: string): string => {
  const [local, domain] = mailbox.split("@");
  return `${local}+${token}@${domain}`;
};

/** What a mail holds that came by a capture address; null: it came by none. */
export function captureToken(reached: readonly string[], mailbox: string): string | null {
  for (const address of reached) {
    const detail = detailOf(address, mailbox);
    if (detail !== null && tokenShape.test(detail)) return detail;
  }
  return null;
}

const isAligned = (domain: string, from: string): boolean =>
  domain !== "" && (domain === from || from.endsWith(`.${domain}`));

const clean = (text: string): string => text.replace(/\([^()]{0,500}\)/g, " ").toLowerCase();

const propertyOf = (result: string, ...names: string[]): string => {
  for (const name of names) {
    const value = result.split(/\s+/).find((part) => part.startsWith(`${name}=`));
    const domain = value
      ?.slice(name.length + 1)
      .split("@")
      .at(-1);
    if (domain) return domain.replaceAll(/["<>]/g, "");
  }
  return "";
};

function isVouched(result: string, from: string): boolean {
  const [method] = result.trim().split(/\s+/);
  if (method === "dmarc=pass") return isAligned(propertyOf(result, "header.from"), from);
  if (method === "dkim=pass") return isAligned(propertyOf(result, "header.d", "header.i"), from);
  return method === "spf=pass" && propertyOf(result, "smtp.mailfrom") === from;
}

/** Whether the trusted server says that the domain of the sender really sent it. `headers`: the topmost first. */
export function isSenderVouched(
  headers: readonly string[],
  trustedServer: string,
  fromAddress: string,
): boolean {
  const from = fromAddress.split("@")[1] ?? "";
  const own = headers.map(clean).find((header) => {
    const [server = ""] = header.split(";");
    return server.trim().split(/\s+/)[0] === trustedServer.toLowerCase();
  });
  if (own === undefined) return false;
  return own
    .split(";")
    .slice(1)
    .some((result) => isVouched(result.trim(), from));
}

const forwardLead =
  /^(?:-{2,} ?(?:forwarded message|weitergeleitete nachricht|original message|ursprüngliche nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht) ?-{2,}|begin forwarded message:|_{10,})$/i;
const fromLine = /^\s*>?\s*\*?(?:from|von|de|da|van|från|fra)\s*:\*?\s*(.{1,300})$/i;
const addressIn = /([^\s<>()[\]@,;:"'\\]{1,64}@[^\s<>()[\]@,;:"'\\]{1,250}\.[a-z]{2,60})/i;
const headLines = 8;

/** Who wrote the mail that a member passed on; null: none was passed on. */
export function forwardedSender(text: string): { address: string; name: string | null } | null {
  const lines = text.split(/\r?\n/);
  const lead = lines.findIndex((line) => forwardLead.test(line.trim()));
  if (lead < 0) return null;
  for (const line of lines.slice(lead + 1, lead + 1 + headLines)) {
    const [, value = ""] = fromLine.exec(line) ?? [];
    const address = addressIn.exec(value)?.[1];
    if (address === undefined) continue;
    const name = value
      .slice(0, value.indexOf(address))
      .replaceAll(/[<>"*[\]()]|mailto:/g, "")
      .trim();
    return { address: address.toLowerCase(), name: name === "" ? null : name };
  }
  return null;
}
