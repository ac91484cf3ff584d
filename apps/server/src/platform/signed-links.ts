// Links that open one thing for whoever has them, without an account: they say which and until when, and are signed, so
// that nothing has to be stored for them and nobody can make one. Each purpose has a key of its own: a link for one opens
// nothing of another.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { isId } from "./ids.ts";

export interface LinkClaims {
  workspaceId: string;
  /** Of what it opens. */
  id: string;
  untilMs: number;
}

export interface SignedLinks {
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

/** `purpose`: such as `rapport.satisfaction`. */
export function createSignedLinks(secret: string, purpose: string): SignedLinks {
  const key = Buffer.from(hkdfSync("sha256", secret, purpose, "link", 32));
  const sign = (body: Buffer): Buffer => createHmac("sha256", key).update(body).digest();
  return {
    give: ({ workspaceId, id, untilMs }) => {
      const body = Buffer.alloc(bodyBytes);
      bytesOf(workspaceId).copy(body, 0);
      bytesOf(id).copy(body, idBytes);
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
      const id = idFrom(body.subarray(idBytes, 2 * idBytes));
      const untilMs = body.readUIntBE(2 * idBytes, 6);
      return isId(workspaceId) && isId(id) ? { workspaceId, id, untilMs } : null;
    },
  };
}
