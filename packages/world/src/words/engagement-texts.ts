// Wording of activities, notes and tasks. Placeholders in braces are filled in by the simulation.

export interface Touch {
  kind: "call" | "email" | "meeting" | "visit" | "demo";
  subject: string;
  body: string;
  outcomes: readonly string[];
}

const reached = ["Reached", "Left a message", "Asked to call back"];
const answered = ["Answered", "No answer yet", "Forwarded to a colleague"];
const held = ["Held", "Held", "Held", "Moved by the customer"];

export const firstTouches = {
  call: {
    kind: "call",
    subject: "First call with {person}",
    body: "Asked what made them look for a new system, and who decides.",
    outcomes: reached,
  },
  email: {
    kind: "email",
    subject: "Thank you for your interest in {product}",
    body: "Sent an introduction, two customer stories and a link to book a call.",
    outcomes: answered,
  },
} as const satisfies Record<string, Touch>;

export const dealTouches: readonly (readonly Touch[])[] = [
  [
    {
      kind: "call",
      subject: "Qualification call",
      body: "Budget, decision, need and time.",
      outcomes: reached,
    },
    {
      kind: "email",
      subject: "Summary of our call",
      body: "Sent what we understood and the next steps.",
      outcomes: answered,
    },
  ],
  [
    {
      kind: "demo",
      subject: "Demo of {product}",
      body: "Showed scheduling, reports and the mobile app.",
      outcomes: held,
    },
    {
      kind: "meeting",
      subject: "Requirements workshop",
      body: "Went through their process with two team leads.",
      outcomes: held,
    },
    {
      kind: "email",
      subject: "Answers to open questions",
      body: "Data residency, roles, import of old data.",
      outcomes: answered,
    },
  ],
  [
    {
      kind: "email",
      subject: "Proposal for {company}",
      body: "Sent the offer with two options.",
      outcomes: answered,
    },
    {
      kind: "call",
      subject: "Going through the proposal",
      body: "Price per seat and notice period were the questions.",
      outcomes: reached,
    },
    {
      kind: "meeting",
      subject: "Meeting with IT and procurement",
      body: "Single sign-on and the contract's annexes.",
      outcomes: held,
    },
  ],
  [
    {
      kind: "call",
      subject: "Negotiation on terms",
      body: "They ask for a longer term against a discount.",
      outcomes: reached,
    },
    {
      kind: "visit",
      subject: "Visit at {city}",
      body: "Met the management; walked through the depot.",
      outcomes: held,
    },
    {
      kind: "email",
      subject: "Contract draft",
      body: "Sent the draft with the changes marked.",
      outcomes: answered,
    },
  ],
];

export const renewalTouches: readonly Touch[] = [
  {
    kind: "call",
    subject: "Renewal: how is it going?",
    body: "Talked about use, wishes and plans for next year.",
    outcomes: reached,
  },
  {
    kind: "email",
    subject: "Renewal offer for {company}",
    body: "Sent the offer for the next twelve months.",
    outcomes: answered,
  },
  {
    kind: "meeting",
    subject: "Review of the year",
    body: "Showed their figures and what changed since last year.",
    outcomes: held,
  },
];

export const careTouches: readonly Touch[] = [
  {
    kind: "call",
    subject: "Check-in call",
    body: "Asked how the team gets on and what is missing.",
    outcomes: reached,
  },
  {
    kind: "meeting",
    subject: "Quarterly review",
    body: "Usage, open tickets, roadmap.",
    outcomes: held,
  },
  {
    kind: "email",
    subject: "News of this quarter",
    body: "Sent the three changes that matter to them.",
    outcomes: answered,
  },
  {
    kind: "visit",
    subject: "Visit at {city}",
    body: "Sat with the dispatchers for an hour and took notes.",
    outcomes: held,
  },
];

export const leadFollowUps: readonly Touch[] = [
  {
    kind: "email",
    subject: "Following up",
    body: "Asked whether the material was useful.",
    outcomes: answered,
  },
  {
    kind: "call",
    subject: "Second call with {person}",
    body: "Short talk about timing.",
    outcomes: reached,
  },
];

export const dealNotes = [
  "Decision is taken by a group of three; {person} prepares it.",
  "Budget is approved for this year only.",
  "They compare us with one other vendor and a tool of their own.",
  "Works council must agree before the roll-out.",
  "Wants to start with one site and add the others later.",
  "Price is fine, the notice period is not.",
  "IT insists on single sign-on from the first day.",
  "Data import from the old system is their main worry.",
] as const;

export const careNotes = [
  "New head of operations since this month; likes figures.",
  "Use in the second site is low: nobody trained the evening shift.",
  "Happy with support; would act as a reference.",
  "Plans to open two more sites next year.",
  "Annoyed by the slow reports; promised to come back to them.",
  "They asked again for the spreadsheet export.",
] as const;

export const lostReasons = {
  Price: 24,
  "No decision": 22,
  "Lost to a competitor": 20,
  "Missing feature": 14,
  "Bad timing": 12,
  "Contact left": 8,
} as const;

export const churnReasons = {
  "Low use": 30,
  Price: 22,
  "Moved to a competitor": 20,
  "Unhappy with support": 16,
  "Company restructured": 12,
} as const;

export const dealTasks = [
  "Send the proposal",
  "Prepare the demo",
  "Call back about the contract",
  "Check references",
  "Ask for the security form",
] as const;
export const careTasks = [
  "Plan the quarterly review",
  "Train the new team",
  "Send the usage report",
  "Follow up on open tickets",
] as const;
