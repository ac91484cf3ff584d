// Topics of support tickets: wording of the customer and of the answer. Placeholders in braces are
// filled in by the simulation. `severity` enters the urgency formula in the README.

export interface TicketTopic {
  key: string;
  category: string;
  severity: number;
  weight: number;
  subjects: readonly string[];
  descriptions: readonly string[];
  resolution: string;
}

function topic(
  key: string,
  [category, severity, weight]: readonly [string, number, number],
  subjects: readonly string[],
  descriptions: readonly string[],
  resolution: string,
): TicketTopic {
  return { key, category, severity, weight, subjects, descriptions, resolution };
}

export const ticketTopics: readonly TicketTopic[] = [
  topic(
    "sign-in-fails",
    ["Access", 0.9, 12],
    [
      "Cannot sign in since this morning",
      "Sign-in loops back to the start page",
      "Password reset mail never arrives",
    ],
    [
      "{people} of us cannot get into {product}. We are sent back to the sign-in page without a message.",
      "A colleague asked for a new password three times, and no mail came. The spam folder is empty.",
    ],
    "The identity provider's certificate had been renewed on the customer's side. Uploaded the new one; sign-in works.",
  ),
  topic(
    "outage",
    ["Outage", 2.6, 4],
    [
      "{product} is down for all our sites",
      "Nothing loads: error 503 on every page",
      "Whole dispatch team blocked",
    ],
    [
      "Since about {hour}:00 no page of {product} opens. {people} people are waiting; please call us.",
      "Every screen answers with an error. Our service desk has stopped working.",
    ],
    "A node had run out of memory. Restarted it, raised its limit and watched it for two hours.",
  ),
  topic(
    "slow-reports",
    ["Performance", 0.4, 10],
    [
      "Monthly report takes {minutes} minutes",
      "Dashboard very slow after the update",
      "List view hangs with many rows",
    ],
    [
      "The report over all sites used to take seconds; it now takes about {minutes} minutes.",
      "Opening the list of work orders freezes the browser for a while. Smaller lists are fine.",
    ],
    "Added the missing index and reduced the default range to 90 days; the report opens in three seconds.",
  ),
  topic(
    "integration-stopped",
    ["Integration", 1.4, 9],
    [
      "Sync with our ERP stopped",
      "Webhook deliveries fail with 401",
      "Orders no longer arrive in {product}",
    ],
    [
      "Since yesterday no order has come through from our ERP. Invoicing is due on Friday.",
      "Our endpoint gets no calls any more; your log shows 401 for each try.",
    ],
    "The API key had expired. Issued a new one, replayed {people} missed deliveries.",
  ),
  topic(
    "data-import",
    ["Data", 0.2, 8],
    [
      "Import rejects our CSV",
      "Umlauts broken after import",
      "Duplicate sites after importing twice",
    ],
    [
      "The import stops at line {people}{minutes} and says only that the row is bad. What is wrong with it?",
      "After the import, names with accents look wrong. The file came straight from our spreadsheet.",
    ],
    "The file was saved in a Windows encoding. Undid the import and ran it again with the right one.",
  ),
  topic(
    "data-loss",
    ["Data", 2.2, 2],
    ["Work orders of last week have vanished", "Deleted by mistake: can it be restored?"],
    [
      "Around {people} work orders from last week are gone. Nobody here remembers deleting them.",
      "Someone removed a whole site with its history. We need it back before the audit.",
    ],
    "Restored the records from the trash and explained the role that may delete.",
  ),
  topic(
    "invoice-question",
    ["Billing", -0.6, 9],
    [
      "Question on invoice of last month",
      "Please change our billing address",
      "Charged for too many seats",
    ],
    [
      "The invoice lists {people} seats more than we use. Please check and correct it.",
      "We have moved. Kindly send future invoices to the new address in our signature.",
    ],
    "Corrected the number of seats and sent a credit note.",
  ),
  topic(
    "how-to",
    ["How-to", -1.1, 18],
    [
      "How do I schedule a recurring visit?",
      "Where can I change the mail template?",
      "How to add a second approver",
    ],
    [
      "I looked through the settings but did not find it. Could you point me to the right page?",
      "We would like to do this for {people} technicians at once. Is there a quick way?",
    ],
    "Sent the steps with a picture and a link to the guide.",
  ),
  topic(
    "mobile-app",
    ["Mobile", 0.5, 8],
    [
      "App closes when taking a photo",
      "Offline jobs are not sent",
      "Push notifications missing on tablets",
    ],
    [
      "On {people} tablets the app closes as soon as a photo is added to a job.",
      "Technicians in the cellar finish jobs offline, and these are not sent when they come back.",
    ],
    "Fixed in the release of this week; asked the customer to update the app.",
  ),
  topic(
    "permissions",
    ["Access", 0.1, 8],
    [
      "New colleague sees no sites",
      "Please remove access for a leaver",
      "Role for external partner",
    ],
    [
      "Our new colleague can sign in but sees an empty list. Others in the team see everything.",
      "A colleague has left us today. Please make sure that the account is closed.",
    ],
    "Assigned the right role and team; explained how an admin can do so.",
  ),
  topic(
    "security-question",
    ["Security", 1.1, 3],
    ["Suspicious sign-in from abroad", "Security questionnaire for our audit"],
    [
      "We got a mail about a sign-in from a country where none of us is. Has someone got in?",
      "Our auditors ask how data is encrypted and where it is kept. The deadline is in {people} days.",
    ],
    "Checked the log: a colleague on a business trip. Ended all sessions and turned on two factors anyway.",
  ),
  topic(
    "feature-request",
    ["Feature request", -1.6, 9],
    [
      "Wish: dark mode for the night shift",
      "Export to spreadsheet with all columns",
      "Bigger print on labels",
    ],
    [
      "It would help us a lot. At present we copy the figures by hand every {people} days.",
      "Several colleagues have asked for it. Is it planned?",
    ],
    "Recorded the wish with the product team and told the customer what is planned.",
  ),
];

export const urgencyPhrases = {
  urgent: ["This stops our work.", "We need help right now.", "Please treat as critical."],
  high: [
    "Please look at it today.",
    "It is affecting our customers.",
    "We need a way round it soon.",
  ],
  normal: ["Thanks for your help.", "Looking forward to your answer.", "Many thanks in advance."],
  low: ["No hurry at all.", "Whenever you find the time.", "Just so that you know."],
} as const;
