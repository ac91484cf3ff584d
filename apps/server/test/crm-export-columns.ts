// Which field each obvious column of other systems' files stands for, by hand; for tests of suggestions.
// "companyId/domain": a company looked up by domain; "-": nothing.

export interface ObviousColumns {
  object: string;
  columns: Record<string, string>;
}

/** By the file's name: files as four systems export them. */
export const obviousColumns: Record<string, ObviousColumns> = {
  "hubspot-ui-like/hubspot_contacts.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Email: "email",
      "Phone Number": "phone",
      "Job Title": "jobTitle",
      "Lifecycle Stage": "lifecycle",
      "Contact Owner": "ownerId/email",
      City: "city",
      "State/Region": "region",
      Country: "country",
      "Associated Company Domain": "companyId/domain",
    },
  },
  "hubspot-ui-like/hubspot_companies.csv": {
    object: "companies",
    columns: {
      "Company Name": "name",
      "Company Domain Name": "domain",
      Industry: "industry",
      "Number of Employees": "employees",
      "Annual Revenue": "annualRevenueMinor",
      "Phone Number": "phone",
      Website: "website",
      City: "city",
      "State/Region": "region",
      Country: "country",
      "Company Owner": "ownerId/email",
    },
  },
  "hubspot-ui-like/hubspot_deals.csv": {
    object: "deals",
    columns: {
      "Deal Name": "name",
      "Deal Stage": "stageId/name",
      Pipeline: "pipelineId/name",
      Amount: "amountMinor",
      "Close Date": "expectedCloseOn",
      "Deal Owner": "ownerId/email",
      "Closed Lost Reason": "lostReason",
      "Associated Company Domain": "companyId/domain",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-ui-like/hubspot_tickets.csv": {
    object: "tickets",
    columns: {
      "Ticket Name": "subject",
      "Ticket Description": "description",
      "Ticket Status": "status",
      "Ticket Priority": "priority",
      "Ticket Owner": "ownerId/email",
      "Associated Company Domain": "companyId/domain",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-ui-like/hubspot_activities.csv": {
    object: "activities",
    columns: {
      "Activity Type": "kind",
      "Activity Date": "occurredAt",
      "Activity Owner": "ownerId/email",
      "Notes/Description": "body",
      "Call/Meeting Title/Subject": "subject",
      "Call Outcome": "outcome",
      "Associated Contact Email": "personId/email",
    },
  },
  "hubspot-raw/contact_data.csv": {
    object: "people",
    columns: {
      property_email: "email",
      property_firstname: "firstName",
      property_lastname: "lastName",
      property_jobtitle: "jobTitle",
      property_company: "companyId/name",
      _fivetran_synced: "-",
    },
  },
  "hubspot-raw/company_data.csv": {
    object: "companies",
    columns: {
      property_name: "name",
      property_industry: "industry",
      property_city: "city",
      property_state: "region",
      property_country: "country",
      property_annualrevenue: "annualRevenueMinor",
    },
  },
  "hubspot-raw/deal_data.csv": {
    object: "deals",
    columns: {
      property_dealname: "name",
      property_amount: "amountMinor",
      property_closedate: "expectedCloseOn",
    },
  },
  "hubspot-raw/ticket_data.csv": {
    object: "tickets",
    columns: {
      property_subject: "subject",
      property_content: "description",
      property_hs_ticket_priority: "priority",
      property_hs_ticket_category: "category",
    },
  },
  "salesforce-small/Accounts.csv": {
    object: "companies",
    columns: {
      "Account Name": "name",
      Industry: "industry",
      Phone: "phone",
      "Billing City": "city",
      "Billing Country": "country",
    },
  },
  "salesforce-small/Contacts.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Email: "email",
      Phone: "phone",
      "Account Name": "companyId/name",
      Title: "jobTitle",
    },
  },
  "salesforce-small/Leads.csv": {
    object: "people",
    columns: {
      "First Name": "firstName",
      "Last Name": "lastName",
      Company: "companyId/name",
      Title: "jobTitle",
      Email: "email",
      Phone: "phone",
      Status: "lifecycle",
      City: "city",
      Country: "country",
    },
  },
  "salesforce-small/Opportunities.csv": {
    object: "deals",
    columns: {
      "Opportunity Name": "name",
      "Account Name": "companyId/name",
      Stage: "stageId/name",
      Amount: "amountMinor",
      "Close Date": "expectedCloseOn",
    },
  },
  "salesforce-small/Customer_Interactions.csv": {
    object: "activities",
    columns: {
      "Interaction Date": "occurredAt",
      "Interaction Type": "kind",
      Notes: "body",
      "Contact Email": "personId/email",
      "Opportunity Name": "dealId/name",
    },
  },
  "salesforce-raw/sf_contact_data.csv": {
    object: "people",
    columns: {
      email: "email",
      first_name: "firstName",
      last_name: "lastName",
      title: "jobTitle",
      phone: "phone",
      mailing_city: "city",
      mailing_country: "country",
      is_deleted: "-",
      system_modstamp: "-",
    },
  },
  "salesforce-raw/sf_account_data.csv": {
    object: "companies",
    columns: {
      name: "name",
      industry: "industry",
      number_of_employees: "employees",
      annual_revenue: "annualRevenueMinor",
      phone: "phone",
      website: "website",
      billing_city: "city",
      billing_country: "country",
    },
  },
  "salesforce-raw/sf_lead_data.csv": {
    object: "people",
    columns: {
      email: "email",
      first_name: "firstName",
      last_name: "lastName",
      title: "jobTitle",
      company: "companyId/name",
      phone: "phone",
      city: "city",
      country: "country",
      status: "lifecycle",
    },
  },
  "salesforce-raw/sf_opportunity_data.csv": {
    object: "deals",
    columns: {
      name: "name",
      amount: "amountMinor",
      close_date: "expectedCloseOn",
      stage_name: "stageId/name",
      lead_source: "source",
    },
  },
  "salesforce-dataloader/accountData.csv": {
    object: "companies",
    columns: {
      NAME: "name",
      PHONE: "phone",
      WEBSITE: "website",
      INDUSTRY: "industry",
      ANNUALREVENUE: "annualRevenueMinor",
      NUMBEROFEMPLOYEES: "employees",
      BILLINGCITY: "city",
      BILLINGCOUNTRY: "country",
      BILLINGSTATE: "region",
    },
  },
  "salesforce-dataloader/opportunityData.csv": {
    object: "deals",
    columns: {
      NAME: "name",
      STAGENAME: "stageId/name",
      AMOUNT: "amountMinor",
      CLOSEDATE: "expectedCloseOn",
      LEADSOURCE: "source",
    },
  },
  "zendesk-raw/user_data.csv": {
    object: "people",
    columns: { email: "email", name: "fullName", phone: "phone", authenticity_token: "-" },
  },
  "zendesk-raw/organization_data.csv": { object: "companies", columns: { name: "name", url: "-" } },
  "zendesk-raw/ticket_data.csv": {
    object: "tickets",
    columns: {
      subject: "subject",
      description: "description",
      status: "status",
      priority: "priority",
      type: "category",
    },
  },
  "zendesk-small/zendesk_tickets.csv": {
    object: "tickets",
    columns: {
      "Issue Type": "category",
      Priority: "priority",
      "Agent Assigned": "ownerId/name",
      Status: "status",
    },
  },
  "intercom-raw/contact_history_data.csv": {
    object: "people",
    columns: {
      email: "email",
      name: "fullName",
      phone: "phone",
      location_city: "city",
      location_country: "country",
      location_region: "region",
      custom_job_title: "jobTitle",
      custom_organisation_name: "companyId/name",
    },
  },
  "intercom-raw/company_history_data.csv": {
    object: "companies",
    columns: { name: "name", industry: "industry", website: "website", size: "employees" },
  },
  "intercom-raw/conversation_history_data.csv": {
    object: "tickets",
    columns: {
      source_subject: "subject",
      source_body: "description",
      state: "status",
      priority: "priority",
    },
  },
};
