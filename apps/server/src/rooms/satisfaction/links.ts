// Links by which a survey is answered: they say for which conversation and until when, and are signed, so that nothing
// has to be stored for them and nobody can make one.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { isId } from "../../platform/ids.ts";

export interface LinkClaims {
  workspaceId: string;
  conversationId: string;
  untilMs: number;
}

export interface Links {
  give(claims: LinkClaims): string;
  /** Null: not ours, or changed. Whether it is over is for the reader to see. */
  read(token: string): LinkClaims | null;
}

const idBytes = 16;
const bodyBytes = 2 * idBytes + 6;
const signatureBytes = 32;
/** Without padding. */
const tokenLength = Math.ceil(((bodyBytes + signatureBytes) * 4) / 3);

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

function idFrom(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join("-");
}

export function createLinks(secret: string): Links {
  const key = Buffer.from(hkdfSync("sha256", secret, "rapport.satisfaction", "link", 32));
  const sign = (body: Buffer): Buffer => createHmac("sha256", key).update(body).digest();
  return {
    give: ({ workspaceId, conversationId, untilMs }) => {
      const body = Buffer.alloc(bodyBytes);
      bytesOf(workspaceId).copy(body, 0);
      bytesOf(conversationId).copy(body, idBytes);
      body.writeUIntBE(untilMs, 2 * idBytes, 6);
      return Buffer.concat([body, sign(body)]).toString("base64url");
    },
    read: (token) => {
      if (token.length !== tokenLength || !/^[\w-]+$/.test(token)) return null;
      const bytes = Buffer.from(token, "base64url");
      const [body, signature] = [bytes.subarray(0, bodyBytes), bytes.subarray(bodyBytes)];
      // One text for one token: unused bits at the end would make others that read the same.
      if (bytes.toString("base64url") !== token || signature.length !== signatureBytes) return null;
      if (!timingSafeEqual(sign(body), signature)) return null;
      const workspaceId = idFrom(body.subarray(0, idBytes));
      const conversationId = idFrom(body.subarray(idBytes, 2 * idBytes));
      const untilMs = body.readUIntBE(2 * idBytes, 6);
      return isId(workspaceId) && isId(conversationId)
        ? { workspaceId, conversationId, untilMs }
        : null;
    },
  };
}
