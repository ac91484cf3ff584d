// What the OpenAPI document says about the API as a whole, in the words of docs/api.md.
import type { ApiAbout } from "./platform/http/index.ts";

const description = `
The same API that the web app and the command line use. Guide: \`docs/api.md\`; to try it out: \`/api/docs\`.

**Authentication.** Send an API key as \`Authorization: Bearer rk_…\`. Pages of this server use the session cookie.

**Records.** People, companies, deals, tickets, tasks, notes, activities and products have addresses of their own; records of your own objects are at \`/records/{object}\`. \`GET /schema\` lists the objects and fields that you may see, with types, options and limits: standard fields are members of a record, custom fields stand under \`custom\` by their key. An empty field is \`null\`; one that you may not read is absent. Money is a whole number of minor units (\`amountMinor\`) beside a \`currency\`.

**Pages.** A list answers \`{"data": […], "nextCursor": "…"}\`. Send \`nextCursor\` back as \`cursor\` until it is \`null\`.

**Two at once.** Send the \`ETag\` that you read as \`If-Match\`; 412 holds the record as it is now. Send an \`Idempotency-Key\` with a write, and it happens once.

**Limits.** \`RateLimit-Limit\`, \`-Remaining\` and \`-Reset\` count requests a minute, by key or member. 429 and 503 say in \`Retry-After\` when to come again.

**Problems.** Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`; all of them: \`/docs/problems\`.

**Versions.** What is under \`/api/v1\` only grows: new operations, new optional parameters, new members of answers, new codes. Clients must ignore members that they do not know.
`.trim();

export const apiAbout: Omit<ApiAbout, "version"> = {
  description,
  tags: {
    Account: "The signed-in person's own name, password and ways to sign in.",
    Actions: "What one can do for a record next, what that adds, and the trials that tell.",
    Activities: "Calls, meetings, e-mails and visits with customers.",
    "API keys": "Keys for programs: what they may do, and until when.",
    Attachments: "Files that hang on records.",
    Audit: "Who changed what, when and from where; sealed into a chain that can be verified.",
    Automations: "Rules that act when records change, and the log of their runs.",
    Channels: "Ways by which customers write to you: their settings, and messages in.",
    Companies: "Companies: customers, prospects and partners.",
    Consent: "What people agreed and objected to, by purpose.",
    Copilot: "Drafts, summaries and suggestions for members who answer. It sends nothing.",
    "Custom objects": "Records of objects that this workspace has defined for itself.",
    Dashboards: "Reports laid out side by side.",
    Deals: "Deals, their stages, amounts and lines.",
    Duplicates: "Records that may be the same, and merging them.",
    Events: "What people and companies did, where it comes from, and what could not be taken.",
    "Events in": "Where programs send events, by the Segment specification.",
    Fields: "Custom fields and objects, and the description of all of them.",
    Imports: "Files that become records: upload, mapping, dry run, run, undo.",
    Lists: "Hand-picked or rule-made lists of records.",
    Live: "What changes while you look, as a stream of events.",
    Members: "People of this workspace, their teams and invitations.",
    Notes: "Notes on records.",
    Notifications: "What a member should know, and where it is sent.",
    People: "People: leads, customers and contacts.",
    Pipelines: "Pipelines of deals and their stages.",
    Products: "What is sold: the catalogue that lines of deals are taken from.",
    Quotes: "Offers made from deals.",
    Relations: "Links between records, each with a label.",
    Reports: "Numbers over records, counted within the caller's rights.",
    Roles: "Roles, and what each may do by object, field and row.",
    Search: "One search over all objects.",
    "Sign-in": "Sessions, single sign-on and ways to sign in.",
    Tasks: "Things to do.",
    Templates: "Texts that are filled in from records.",
    Tickets: "Requests of customers.",
    Undo: "Taking back what one act did.",
    Views: "Saved filters, orders, columns and layouts.",
    Webhooks: "Events that are sent to your own addresses, signed and repeated until they arrive.",
    Widget:
      "What the chat on websites calls: sessions of visitors, their messages, and the answers.",
    Workspace: "The workspace, and who is asking.",
  },
};
