// The words by which other systems call our fields. A header is reduced to a few readings (as written,
// without the object's own name, without where an address belongs) and each is looked up here. Words
// stand without spaces, since "ANNUALREVENUE", "annual_revenue" and "Annual Revenue" are one.

export interface HeaderReading {
  /** Letters and digits only, lower case. */
  joined: string;
  /** How much was left out to get there; 0 is the header as written. */
  distance: number;
}

/** What exporters put around a name without meaning. */
const prefixes =
  /^(?:properties[._]|property[._]|hs[._]|custom[._]|cf[._]|fields?[._]|attributes?[._])+/i;
const salesforceCustom = /_{1,2}c$/i;

const ownNames: Readonly<Record<string, readonly string[]>> = {
  people: ["contact", "person", "people", "lead", "customer", "user", "member", "client"],
  companies: ["company", "account", "organization", "organisation", "business", "org", "firm"],
  deals: ["deal", "opportunity", "opp"],
  products: ["product", "item", "article", "sku"],
  tickets: ["ticket", "case", "issue", "request", "conversation"],
  tasks: ["task", "todo"],
  notes: ["note", "engagement"],
  activities: ["activity", "interaction", "engagement", "event", "call", "meeting"],
};

const belonging = new Set(
  "mailing billing shipping home work business office primary main default location hq headquarters street contact".split(
    " ",
  ),
);

/** "BILLINGCITY": exporters without word breaks. */
const joinedBelonging =
  /^(?:mailing|billing|shipping|home|work|business|primary|other)(?=city|country|state|region|phone|email|address)/;

export function tokensOf(header: string): string[] {
  return header
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

export function readHeader(header: string, object: string): HeaderReading[] {
  const isSalesforceCustom = salesforceCustom.test(header);
  const bare = header.replace(prefixes, "").replace(salesforceCustom, "");
  const tokens = tokensOf(bare === "" ? header : bare);
  const written = isSalesforceCustom ? 1 : 0;
  const own = new Set(ownNames[object] ?? []);
  const readings = [
    { tokens, distance: written },
    { tokens: tokens.filter((token) => !own.has(token)), distance: written + 1 },
    { tokens: tokens.filter((token) => !belonging.has(token)), distance: written + 1 },
    {
      tokens: tokens.filter((token) => !own.has(token) && !belonging.has(token)),
      distance: written + 2,
    },
  ];
  const kept = readings.map(({ tokens: words, distance }) => ({
    joined: words.join(""),
    distance,
  }));
  kept.push({ joined: tokens.join("").replace(joinedBelonging, ""), distance: written + 1 });
  return kept.filter(
    ({ joined }, at) => joined !== "" && kept.findIndex((other) => other.joined === joined) === at,
  );
}

export function namesObject(header: string, object: string): boolean {
  const own = ownNames[object] ?? [];
  return tokensOf(header.replace(prefixes, "")).some((token) => own.includes(token));
}

type Words = Readonly<Record<string, string>>;

/** When a record began in the system that it comes from. */
const began =
  "createdat created createddate createdate createdon createdtime createtime creationdate datecreated dateadded addedon erstelltam angelegtam";

const shared: Words = {
  phone:
    "phone phonenumber telephone tel telefon mobile mobilephone mobilenumber mobilephonenumber cell cellphone phone1 landline",
  city: "city town ort stadt ville ciudad municipality",
  country: "country countryname land pays pais countryregion",
  region: "region state stateregion province county stateprovince territory salesregion bundesland",
  ownerId:
    "owner ownername owneremail assignedto assignee assigneename assigneeemail salesrep representative accountmanager accountowner accountexecutive agent agentassigned assignedagent relationshipmanager besitzer rep salesperson hubspotowner",
};

const linked: Words = {
  companyId:
    "company companyname companydomain companydomainname account accountname organization organizationname organisation organisationname associatedcompany associatedcompanyname associatedcompanydomain employer firm customername firma entreprise empresa customcompanyname primarycompany companywebsite",
  personId:
    "contact contactname contactemail associatedcontact associatedcontactemail associatedcontactname person personname personemail requester requestername requesteremail customeremail email primarycontact primarycontactemail",
  dealId: "deal dealname opportunity opportunityname associateddeal",
  ticketId: "ticket ticketname case associatedticket",
};

export const headerWords: Readonly<Record<string, Words>> = {
  people: {
    createdAt: began,
    ...shared,
    firstName: "firstname givenname forename vorname prenom nombre first fname christianname",
    lastName: "lastname surname familyname nachname nom apellido apellidos last lname secondname",
    fullName: "name fullname displayname contactname customername personname",
    email:
      "email emailaddress mail emailid primaryemail workemail email1 correo courriel emailaddr",
    jobTitle:
      "jobtitle title position role jobrole jobposition headline stelle poste puesto designation",
    lifecycle:
      "lifecycle lifecyclestage lifecyclestatus contactstage leadstage customerstage status leadstatus",
    companyId: linked.companyId ?? "",
  },
  companies: {
    createdAt: began,
    ...shared,
    name: "name companyname accountname organizationname organisationname firma legalname businessname company account organization organisation",
    domain: "domain domainname companydomain companydomainname emaildomain domainnames",
    website: "website websiteurl url web homepage webseite siteweb webaddress companywebsite",
    industry: "industry sector branche vertical industrytype",
    employees:
      "employees numberofemployees employeecount numemployees headcount companysize noofemployees size staff mitarbeiter",
    annualRevenueMinor:
      "annualrevenue revenue yearlyrevenue turnover arr annualrevenueamount umsatz sales",
    currency: "currency currencycode currencyisocode",
  },
  deals: {
    createdAt: `${began} engagedate engageddate openedon openeddate opendate dateopened`,
    closedAt:
      "closedat closedon closeddate actualclosedate dateclosed wonat wondate lostdate geschlossenam",
    ...shared,
    ...linked,
    name: "name dealname opportunityname title dealtitle opportunity deal",
    pipelineId: "pipeline pipelinename dealpipeline salespipeline pipelineid dealpipelineid",
    stageId:
      "stage stagename dealstage salesstage pipelinestage dealstagename phase dealpipelinestageid pipelinestageid",
    amountMinor:
      "amount value dealvalue dealamount totalamount price amountinhomecurrency betrag montant closevalue contractvalue",
    currency: "currency currencycode currencyisocode dealcurrencycode",
    expectedCloseOn:
      "closedate expectedclosedate expectedclose closingdate estimatedclosedate targetclosedate expectedcloseon",
    lostReason: "lostreason closedlostreason reasonlost lossreason reasonforloss",
    source: "source leadsource dealsource originalsource opportunitysource",
  },
  products: {
    createdAt: began,
    ownerId: shared.ownerId ?? "",
    name: "name productname title itemname product item article artikel produkt",
    code: "code sku productcode itemcode articlenumber partnumber productsku itemnumber artikelnummer productid",
    description: "description details productdescription itemdescription beschreibung",
    unitPriceMinor:
      "unitprice price listprice salesprice unitcost rate baseprice preis prix precio priceperunit",
    currency: "currency currencycode currencyisocode",
    taxPercent: "taxpercent taxrate tax vat vatrate vatpercent mwst tva iva gst salestax",
    unit: "unit unitofmeasure uom quantityunit measure einheit billingunit",
    active: "active isactive enabled available status",
  },
  tickets: {
    createdAt: `${began} openedat openedon openeddate opendate dateopened`,
    resolvedAt:
      "resolvedat resolvedon resolveddate solvedat solvedon resolutiondate closedat closedon closeddate dateresolved",
    ...shared,
    ...linked,
    region: "region salesregion territory",
    subject: "subject title ticketname summary issue ticketsubject sourcesubject betreff",
    description:
      "description content body details message ticketdescription sourcebody comment problem issuedescription",
    status: "status ticketstatus state pipelinestage ticketpipelinestage casestatus",
    priority: "priority ticketpriority severity urgency",
    category: "category ticketcategory type issuetype tickettype casetype topic tickettopic",
  },
  tasks: {
    createdAt: began,
    completedAt: "completedat completedon completeddate datecompleted doneat",
    ...shared,
    ...linked,
    title: "title subject name taskname tasktitle tasksubject",
    body: "body description details notes taskbody content comments",
    status: "status taskstatus state",
    priority: "priority taskpriority",
    dueAt: "dueat duedate due deadline taskduedate activitydate timestamp reminderdatetime",
  },
  notes: {
    createdAt: began,
    ...linked,
    ...{ ownerId: shared.ownerId ?? "" },
    body: "body note notes notebody content text description comment bodypreview",
  },
  activities: {
    createdAt: began,
    ...linked,
    ...{ ownerId: shared.ownerId ?? "" },
    kind: "kind type activitytype interactiontype eventtype engagementtype eventsubtype",
    subject: "subject title name callmeetingtitlesubject activitysubject meetingtitle calltitle",
    body: "body description notes notesdescription details content comments",
    occurredAt:
      "occurredat date activitydate interactiondate timestamp starttime startdatetime activitydatetime eventdate when",
    durationMinutes: "durationminutes duration durationinminutes minutes",
    outcome: "outcome calloutcome meetingoutcome result disposition calldisposition",
  },
};

/** Columns that only mean something to the system they came from. */
const systemColumn =
  /^_|^(?:updatedAt|createdBy|deletedAt|version|object)$|^(?:is_?deleted|system_?mod_?stamp|photo_?url|attributes\.|last_?viewed_?date|last_?referenced_?date|jigsaw|master_?record_?id|record_?type_?id|authenticity_?token|locale_?id|created_?by_?id|last_?modified_?by_?id|portal_?id|_?fivetran)/i;

export function isSystemColumn(header: string): boolean {
  return systemColumn.test(header.trim());
}
