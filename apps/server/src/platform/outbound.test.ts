import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOutbound, type ResolvedAddress } from "./outbound.ts";
import { isPublicAddress } from "./outbound-addresses.ts";

let server: Server;
let port = 0;
let hits = 0;

const answer: RequestListener = (incoming, outgoing) => {
  hits++;
  if (incoming.url === "/redirect") {
    outgoing.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    return;
  }
  if (incoming.url === "/endless") {
    const writer = setInterval(() => outgoing.write("x".repeat(10_000)), 1);
    outgoing.on("close", () => clearInterval(writer));
    return;
  }
  if (incoming.url === "/silent") return;
  let body = "";
  incoming.on("data", (part) => {
    body += part;
  });
  incoming.on("end", () => {
    outgoing.setHeader("x-host", incoming.headers.host ?? "");
    outgoing.end(`${incoming.method} ${body}`);
  });
};

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function dns(...answers: string[][]) {
  let asked = 0;
  return async (): Promise<ResolvedAddress[]> => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked++;
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
}

const get = (url: string) => ({ method: "GET", url, timeoutMs: 2_000 }) as const;

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.0.0.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "2606:4700::1",
    "2a00:1450:4001::1",
  ])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("refusals", () => {
  const strict = createOutbound({ allow: [], resolve: dns(["127.0.0.1"]) });

  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://2130706433/",
    "http://127.0.0.1./",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://10.0.0.1/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
    "http://anything.example/",
    "http://user:password@anything.example/",
    "http://anything.example@127.0.0.1/",
    "http://127.0.0.1#@anything.example/",
    "http:\\\\127.0.0.1\\",
    "http://anything.example:22/",
    "http://anything.example:6379/",
    "ftp://anything.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "data:text/plain,x",
    "//127.0.0.1/",
    "",
  ])("%s is refused", async (url) => {
    await expect(strict.send(get(url))).rejects.toMatchObject({
      code: "platform.outbound_refused",
    });
    await expect(async () => strict.check(url)).rejects.toMatchObject({
      code: "platform.outbound_refused",
    });
  });

  test("one private address among public ones refuses the name", async () => {
    for (const answers of [["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "::1"], ["::ffff:10.0.0.1"]]) {
      const outbound = createOutbound({ allow: [], resolve: dns(answers) });
      const call = outbound.send(get("http://mixed.example/"));
      await expect(call).rejects.toMatchObject({ code: "platform.outbound_refused" });
    }
  });

  test("a name that answers public first and private later is refused at the connection", async () => {
    const rebinding = createOutbound({ allow: [], resolve: dns(["8.8.8.8"], ["127.0.0.1"]) });
    await rebinding.check("http://rebinding.example:8080/");
    const before = hits;
    const call = rebinding.send(get("http://rebinding.example:8080/"));
    await expect(call).rejects.toMatchObject({ code: "platform.outbound_refused" });
    expect(hits).toBe(before);
  });

  test("a name is resolved once a connection, so there is no second answer to be fooled by", async () => {
    let asked = 0;
    const outbound = createOutbound({
      allow: [`pinned.example:${port}`],
      resolve: async () => {
        asked++;
        return [{ address: "127.0.0.1", family: 4 }];
      },
    });
    const { status, headers } = await outbound.send(get(`http://pinned.example:${port}/`));
    expect(status).toBe(200);
    expect(headers["x-host"]).toBe(`pinned.example:${port}`);
    expect(asked).toBe(1);
    await outbound.close();
  });

  test("an unknown name is told apart from a refused one", async () => {
    const outbound = createOutbound({
      allow: [],
      resolve: () => Promise.reject(new Error("ENOTFOUND")),
    });
    const call = outbound.send(get("http://nowhere.example/"));
    await expect(call).rejects.toMatchObject({ code: "platform.outbound_unknown_host" });
  });
});

describe("a host on the allow list", () => {
  const open = () => createOutbound({ allow: [`127.0.0.1:${port}`] });

  test("is called, with method, headers and body", async () => {
    const outbound = open();
    const url = `http://127.0.0.1:${port}/echo`;
    const response = await outbound.send({
      method: "POST",
      url,
      body: "hello",
      headers: { a: "b" },
    });
    expect(response.status).toBe(200);
    expect(response.body.toString()).toBe("POST hello");
    await outbound.close();
  });

  test("is allowed on that port only", async () => {
    const call = open().send(get(`http://127.0.0.1:${port + 1}/`));
    await expect(call).rejects.toMatchObject({ code: "platform.outbound_refused" });
  });

  test("is not followed anywhere else", async () => {
    const response = await open().send(get(`http://127.0.0.1:${port}/redirect`));
    expect(response.status).toBe(302);
    expect(response.body.toString()).toBe("");
  });

  test("cannot fill memory", async () => {
    const call = open().send({
      ...get(`http://127.0.0.1:${port}/endless`),
      maxResponseBytes: 50_000,
    });
    await expect(call).rejects.toMatchObject({ code: "platform.outbound_too_large" });
  });

  test("cannot hold a call for ever", async () => {
    const start = performance.now();
    const call = open().send({ ...get(`http://127.0.0.1:${port}/silent`), timeoutMs: 150 });
    await expect(call).rejects.toMatchObject({ code: "platform.outbound_timeout" });
    const slow = open().send({
      ...get(`http://127.0.0.1:${port}/endless`),
      timeoutMs: 150,
      maxResponseBytes: 1e9,
    });
    await expect(slow).rejects.toMatchObject({ code: "platform.outbound_timeout" });
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("addresses for other protocols", () => {
  const ports = [993];
  const outbound = (allow: string[], ...answers: string[][]) =>
    createOutbound({ allow, resolve: dns(...answers) });

  test("are public ones, at ports of the protocol, and stay what was checked", async () => {
    const { addressOf } = outbound([], ["93.184.215.14"]);
    expect(await addressOf("imap.example.com", 993, ports)).toBe("93.184.215.14");
    expect(await addressOf("8.8.8.8", 993, ports)).toBe("8.8.8.8");
    await expect(addressOf("imap.example.com", 22, ports)).rejects.toThrow(/Only the ports 993/);
  });

  test("inside the network are refused, unless the operator lists them", async () => {
    const inside = outbound([], ["10.0.0.5"]);
    await expect(inside.addressOf("imap.example.com", 993, ports)).rejects.toThrow(/private/);
    await expect(inside.addressOf("127.0.0.1", 993, ports)).rejects.toThrow(/private/);
    const mixed = outbound([], ["93.184.215.14", "10.0.0.5"]);
    await expect(mixed.addressOf("imap.example.com", 993, ports)).rejects.toThrow(/private/);
    const listed = outbound(["imap.example.com:1993"], ["10.0.0.5"]);
    expect(await listed.addressOf("IMAP.example.com.", 1993, ports)).toBe("10.0.0.5");
    const none = outbound([], []);
    await expect(none.addressOf("imap.example.com", 993, ports)).rejects.toThrow(/no address/);
  });
});
