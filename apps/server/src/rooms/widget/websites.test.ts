// Which websites may show a chat, however their address was typed; and who a website says is signed in on it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWidgetGround, type WidgetGround } from "../../../test/widget-ground.ts";
import { userHash } from "./identity.ts";
import { ancestorsOf } from "./origin.rules.ts";

let ground: WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
});
afterAll(() => ground?.close());

describe("a website", () => {
  it.each([
    ["https://日本.example", "https://xn--wgv71a.example"],
    ["https://Bücher.example", "https://xn--bcher-kva.example"],
    ["https://shop.example:443", "https://shop.example"],
    ["http://[::1]:8080", "http://[::1]:8080"],
  ])("typed as %s is the one whose pages come from %s", async (typed, origin) => {
    const { key } = await ground.chat({ origins: [typed] });
    expect((await ground.open(key, {}, origin)).status).toBe(200);
    expect((await ground.open(key, {}, `${origin}0`)).status).toBe(403);
    expect(ancestorsOf([typed])).toEqual([origin]);
  });

  it.each(["https://*.shop.example", "https://a;b.example", "https://shop.example:99999"])(
    "%s is refused, and it is said why",
    async (typed) => {
      const { id } = await ground.chat();
      const settings = { origins: ["https://shop.example", typed] };
      const name = "Website";
      const made = await ground.call("POST", "/channels", { kind: "widget", name, settings });
      const changed = await ground.call("PATCH", `/channels/${id}`, { settings });
      for (const { status, body } of [made, changed]) {
        expect([status, body.code]).toEqual([422, "channels.bad_settings"]);
        expect(body.detail).toContain(`"${typed}"`);
      }
    },
  );

  it("that is none of its shape is named in the refusal of a change, too", async () => {
    const { id } = await ground.chat();
    const { status, body } = await ground.call("PATCH", `/channels/${id}`, {
      settings: { origins: ["https://shop.example/path"] },
    });
    expect([status, body.errors?.[0]?.path]).toEqual([422, "settings.origins.0"]);
    expect(body.detail).toContain("as https://shop.example, without a path");
  });

  it("that was taken in before writes nothing more into the frame's policy", () => {
    expect(
      ancestorsOf(["https://a;b.example", "https://a,b.example", "https://ok.example"]),
    ).toEqual(["https://ok.example"]);
  });
});

describe("a user hash", () => {
  it("counts in capital letters, too", async () => {
    const { key, secret } = await ground.chat();
    const hash = userHash(secret, { id: "4711" }).toUpperCase();
    const given = await ground.open(key, { user: { id: "4711", hash } });
    expect([given.status, given.body.isKnown]).toEqual([200, true]);
  });

  it.each(["abc", "{{ hash }}", "é".repeat(64), "0".repeat(64)])(
    "%j is refused as one that does not fit, and the log says so",
    async (hash) => {
      const { id, key } = await ground.chat();
      const refused = await ground.open(key, { user: { id: "4711", hash } });
      expect([refused.status, refused.body.code]).toEqual([403, "widget.bad_user_hash"]);
      const log = await ground.call("GET", `/channels/${id}/traffic`);
      expect(log.body.data[0].reason).toBe("widget.bad_user_hash");
    },
  );
});
