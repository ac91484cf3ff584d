import fc from "fast-check";
import { expect, it } from "vitest";
import { deliveryReport } from "./delivery-report.rules.ts";

const status = (text: string) => ({ mediaType: "message/delivery-status", text });
const failed = (more: string) =>
  status(`Reporting-MTA: dns; mx.x.example\n\nFinal-Recipient: rfc822; Ada@X.example\n${more}`);

it("says which mail came back, for whom and why", () => {
  const report = deliveryReport([
    { mediaType: "text/plain", text: "Message-ID: <no@x>" },
    status(
      "Reporting-MTA: dns; mx.x.example\r\n\r\nOriginal-Recipient: rfc822;ada@x.example\r\nFinal-Recipient: rfc822; ada@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n    user unknown\r\n\r\nFinal-Recipient: rfc822; bob@x.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n",
    ),
    {
      mediaType: "text/rfc822-headers",
      text: "Subject: Hi\r\nMessage-ID:\r\n <1@ours.example>\r\n\r\nMessage-ID: <body@x>",
    },
  ]);
  expect(report).toEqual({
    of: ["1@ours.example"],
    outcomes: [
      {
        addresses: ["ada@y.example", "ada@x.example"],
        failed: "There is no such address: 550 5.1.1 user unknown",
      },
      { addresses: ["bob@x.example"], failed: null },
    ],
  });
});

it.each([
  ["full", "Action: failed\nStatus: 5.2.2", "The mailbox is full: 5.2.2"],
  ["given up", "Action: failed\nStatus: 4.4.1", /could not be reached in time/],
  ["an action in capitals", "Action: Failed", /did not take the mail$/],
  ["a status alone", "Status: 5.7.1", /refused the mail/],
  ["late", "Action: delayed\nStatus: 4.4.1", null],
  ["late, with a status of another kind", "Action: delayed\nStatus: 5.1.1", null],
  ["arrived", "Action: delivered\nStatus: 2.0.0", null],
  [
    "controls and marks of direction",
    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; a\u0007\u001b[31mb\u202ec",
    "There is no such address: a [31mb c",
  ],
])("knows what is for good: %s", (_name, more, reason) => {
  const [outcome] = deliveryReport([failed(more)]).outcomes;
  if (reason === null) expect(outcome?.failed).toBeNull();
  else expect(outcome?.failed).toMatch(reason);
});

it("is bounded and never fails, whatever is in it", () => {
  const long = failed(`Action: failed\nDiagnostic-Code: smtp; ${"x".repeat(5000)}`);
  expect(deliveryReport([long]).outcomes[0]?.failed).toHaveLength(300);
  const many = status("Final-Recipient: rfc822; a@x.example\nAction: failed\n\n".repeat(500));
  expect(deliveryReport([many]).outcomes).toHaveLength(100);
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const parts = [status(one), { mediaType: "message/rfc822", text: other }];
      expect(deliveryReport(parts).of.length).toBeLessThanOrEqual(50);
    }),
  );
});
