// The vendor's help pages: what its customers and its own people may read about the product of this world. Not part of
// `createWorld`: they are the same in every world.

export interface HelpPage {
  title: string;
  /** Markdown. */
  body: string;
  /** Own people only. */
  internal?: true;
}

const pages: readonly (readonly [title: string, body: string])[] = [
  [
    "Getting started with Ostravane Field",
    "Ostravane Field plans the work of technicians. Add your technicians first, then your customers' sites, then create a work order.\n\n## First day\n\nAn administrator invites technicians under Settings, Team. Each technician receives an e-mail with a link that is valid for seven days.\n\n## Mobile app\n\nThe app is in the stores of Apple and Google under the name Ostravane Field.",
  ],
  [
    "Create a work order",
    "Choose New work order on the board, pick the site and the kind of work, and set the time it should take. A work order needs a site and a duration; a technician can be assigned later.\n\nTo repeat a work order, choose Repeat and say how often: daily, weekly, monthly or yearly.",
  ],
  [
    "Assign and reassign technicians",
    "Drag a work order onto a technician's row in the schedule. The technician is told in the app at once.\n\nIf a technician is ill, choose Reassign all in the menu of the row: the open work orders of that day go to colleagues with the same skills.",
  ],
  [
    "Skills and certificates",
    "A skill says what kind of work a technician may do. Certificates have an expiry date; 30 days before it the technician and the planner receive a reminder.\n\nA work order that needs a skill can only be assigned to technicians who have it.",
  ],
  [
    "Working offline in the app",
    "The app keeps the work orders of the next three days on the device. Photos, times and signatures are kept on the device while there is no network and are sent when it is back.\n\nNothing is lost when the battery runs out: each step is saved as it is entered.",
  ],
  [
    "The app does not synchronise",
    "Open the app's menu and choose Sync status. A red mark names the work order that could not be sent.\n\n1. Check that the device has a network.\n2. Choose Send again.\n3. If the mark stays, update the app to version 6.2 or newer, since older versions cannot send photos of more than 12 megabytes.",
  ],
  [
    "Customer signatures",
    "The technician lets the customer sign on the screen when the work is done. The signature is printed on the service report.\n\nIf the customer is not there, choose Sign later: the customer receives a link by e-mail that is valid for 14 days.",
  ],
  [
    "Service reports",
    "A service report is made as a PDF when a work order is closed. It holds the times, the parts, the photos and the signature.\n\nReports are sent to the site's contact on the same day. Switch this off per customer under Customer, Reports.",
  ],
  [
    "Spare parts and stock",
    "Each van is a store of its own. Parts that a technician uses are booked from the van's stock.\n\nSet a minimum for each part; when the stock falls below it, a refill appears in the list Refills for the warehouse.",
  ],
  [
    "Connect to accounting",
    "Ostravane Connect sends closed work orders to your accounting program. It knows DATEV, Xero, QuickBooks and Sage.\n\nAn administrator switches it on under Settings, Interfaces. Invoices are handed over every hour; the first hand-over takes up to one day.",
  ],
  [
    "Errors of the accounting interface",
    "Settings, Interfaces shows each hand-over with its result. The commonest error is a customer without a tax number: add it at the customer and choose Hand over again.\n\nAfter three failed hand-overs the administrators receive an e-mail.",
  ],
  [
    "Reports and forecasts with Insight",
    "Ostravane Insight shows utilisation, first-time fix rate and travel times. It needs a seat of Insight for each planner who looks at reports.\n\nThe forecast says how many technicians are needed in each of the next eight weeks.",
  ],
  [
    "Plans and prices",
    "| Product | Price | Unit |\n|---|---|---|\n| Ostravane Field | 240 US dollars a year | seat |\n| Ostravane Insight | 96 US dollars a year | seat |\n| Ostravane Connect | 1,800 US dollars a year | workspace |\n| Onboarding package | 2,400 US dollars once | package |\n\nPrices are without tax.",
  ],
  [
    "Add or remove seats",
    "An administrator adds seats under Settings, Plan at any time; they are charged for the rest of the year.\n\nSeats can be removed at the renewal only. Tell us at least 30 days before the renewal date.",
  ],
  [
    "Invoices and payment",
    "Invoices are sent by e-mail to the billing contact and can be downloaded under Settings, Plan, Invoices. Payment is due within 30 days.\n\nWe take bank transfer and credit cards. Direct debit is offered in the euro area.",
  ],
  [
    "Refunds",
    "If you are not content, you may ask for a refund within 30 days after the first purchase. The refund is paid within ten working days to the account from which it was paid.\n\nRenewals are not refunded.",
  ],
  [
    "Cancel your contract",
    "An administrator cancels under Settings, Plan, Cancel. The contract ends at the renewal date if it is cancelled at least 30 days before.\n\nYour data can be exported for 60 days after the end; then it is deleted.",
  ],
  [
    "Export your data",
    "Settings, Data, Export makes a ZIP file with all customers, sites, work orders and reports as CSV and PDF. The link in the e-mail is valid for 48 hours.\n\nA full export takes between ten minutes and three hours.",
  ],
  [
    "Import customers and sites",
    "Bring a CSV file with one row a site. The columns Name, Street, City and Postcode are needed. Up to 50,000 rows are taken at a time.\n\nThe onboarding package includes the import by our people.",
  ],
  [
    "Reset your password",
    "Choose Forgot password on the sign-in page. You receive a link that is valid for one hour. If no e-mail comes, look into the spam folder, or ask your administrator whether your account is active.",
  ],
  [
    "Two-factor sign-in",
    "Under Profile, Security you add an authenticator app. An administrator can demand a second factor from everybody under Settings, Security.\n\nIf you lost your phone, use one of your ten recovery codes, or ask an administrator to take the second factor away.",
  ],
  [
    "Single sign-on",
    "Single sign-on by OpenID Connect is part of every plan. Enter issuer, client ID and client secret under Settings, Security, Single sign-on. It was tried with Entra ID, Okta and Keycloak.",
  ],
  [
    "Roles and rights",
    "There are four roles: administrator, planner, technician and viewer. A technician sees only his own work orders. A viewer changes nothing.\n\nOnly administrators see prices and invoices.",
  ],
  [
    "Notifications",
    "Under Profile, Notifications you choose what you are told and how: in the app, by e-mail or by text message. Text messages are sent between 7 and 20 o'clock only, but for emergencies.",
  ],
  [
    "Emergency work orders",
    "Mark a work order as an emergency: the nearest free technician with the skill is proposed and called. If nobody accepts within ten minutes, the planner on duty is called.",
  ],
  [
    "Travel times and routes",
    "Routes are computed each morning at five o'clock and whenever a work order changes. Start and end of the day are the technician's home unless the depot is set.",
  ],
  [
    "Interfaces for developers",
    "The REST interface is described at developers.ostravane.example. Keys are made under Settings, Interfaces, Keys. A key may make 600 requests a minute.\n\nWebhooks tell your programs when a work order is created, assigned or closed.",
  ],
  [
    "Where data is kept, and for how long",
    "Data is kept in Frankfurt and Dublin. Positions of technicians are deleted after 90 days, photos after five years unless you choose another time under Settings, Data.",
  ],
  [
    "Support hours",
    "Our support answers on working days from 8 to 18 o'clock Central European Time. Customers with more than 50 seats reach us around the clock for emergencies.\n\nThe status of all services is shown at status.ostravane.example.",
  ],
  [
    "Browsers and devices",
    "The board runs in the current versions of Chrome, Edge, Firefox and Safari. The app needs Android 11 or iOS 16, or newer, and 200 megabytes of free space.",
  ],
];

const internal: readonly HelpPage[] = [
  {
    internal: true,
    title: "Discounts: what sales may grant",
    body: "Sales may grant up to 10 percent for a contract of two years and up to 15 percent for three years. More needs the approval of the head of sales. Discounts are never promised in chat.",
  },
  {
    internal: true,
    title: "When to escalate a ticket",
    body: "Escalate to engineering when data is missing or wrong, when more than one customer is affected, or when an emergency work order failed. Name the workspace, the time and the work order's number.",
  },
];

export const helpPages: readonly HelpPage[] = [
  ...pages.map(([title, body]) => ({ title, body })),
  ...internal,
];

/** What the vendor calls things, and what its customers say for them. */
export const helpTerms: readonly (readonly [term: string, ...words: string[]])[] = [
  ["Two-factor sign-in", "2FA", "MFA", "second factor", "Zwei-Faktor-Anmeldung"],
  ["Single sign-on", "SSO", "Einmalanmeldung"],
  ["Refund", "money back", "reimbursement", "Rückerstattung"],
  ["Work order", "job", "Einsatz", "Auftrag"],
  ["Seat", "licence", "Lizenz"],
  ["Invoice", "bill", "Rechnung"],
];
