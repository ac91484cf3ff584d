// Parts of invented company names and the industries of the customers. Names are put together from
// syllables, so that none is taken from a register; a match with a real firm is chance.

export const nameOpenings = [
  "Vel",
  "Kor",
  "Tal",
  "Bri",
  "Nor",
  "Sol",
  "Quen",
  "Ard",
  "Lum",
  "Fen",
  "Mar",
  "Zel",
  "Cal",
  "Ost",
  "Per",
  "Hal",
  "Ven",
  "Dor",
  "Ist",
  "Wen",
  "Gal",
  "Rov",
  "Tern",
  "Jun",
  "Elm",
  "Sky",
  "Pol",
  "Hex",
  "Oru",
  "Cas",
  "Bel",
  "Tris",
  "Yar",
  "Mon",
  "Lar",
  "Eve",
];

export const nameMiddles = [
  "a",
  "o",
  "i",
  "ari",
  "ene",
  "olo",
  "u",
  "and",
  "esi",
  "ira",
  "am",
  "eth",
  "ona",
  "is",
];

export const nameEndings = [
  "via",
  "mora",
  "dyne",
  "tec",
  "nix",
  "ra",
  "lis",
  "don",
  "vane",
  "tara",
  "mark",
  "rix",
  "ven",
  "lo",
  "sen",
  "dale",
  "quist",
  "ria",
  "ford",
  "nova",
  "wick",
  "tis",
  "mont",
  "brook",
  "zen",
];

export interface Industry {
  name: string;
  weight: number;
  /** Industries that the vendor's product was made for; part of the lead formula. */
  isTarget: boolean;
  trades: readonly string[];
}

export const industries: readonly Industry[] = [
  {
    name: "Software",
    weight: 14,
    isTarget: true,
    trades: ["Software", "Systems", "Labs", "Digital"],
  },
  { name: "Logistics", weight: 12, isTarget: true, trades: ["Logistics", "Freight", "Transport"] },
  {
    name: "Manufacturing",
    weight: 14,
    isTarget: true,
    trades: ["Industries", "Works", "Components", "Tools"],
  },
  {
    name: "Healthcare",
    weight: 10,
    isTarget: true,
    trades: ["Health", "Clinics", "Care", "Medical"],
  },
  { name: "Retail", weight: 11, isTarget: false, trades: ["Retail", "Stores", "Market", "Home"] },
  {
    name: "Financial services",
    weight: 9,
    isTarget: false,
    trades: ["Capital", "Finance", "Insurance"],
  },
  {
    name: "Construction",
    weight: 7,
    isTarget: false,
    trades: ["Construction", "Engineering", "Build"],
  },
  { name: "Energy", weight: 5, isTarget: false, trades: ["Energy", "Power", "Solar"] },
  { name: "Education", weight: 5, isTarget: false, trades: ["Academy", "Learning", "Education"] },
  { name: "Food and drink", weight: 5, isTarget: false, trades: ["Foods", "Beverages", "Kitchen"] },
  { name: "Hospitality", weight: 4, isTarget: false, trades: ["Hotels", "Travel", "Hospitality"] },
  {
    name: "Professional services",
    weight: 4,
    isTarget: false,
    trades: ["Partners", "Consulting", "Advisory"],
  },
];

export type Seniority = "executive" | "director" | "manager" | "specialist";

export const jobTitles: Readonly<Record<Seniority, readonly string[]>> = {
  executive: [
    "Chief Operating Officer",
    "Chief Information Officer",
    "Chief Executive Officer",
    "Managing Director",
    "Chief Financial Officer",
    "VP Operations",
    "VP Customer Experience",
  ],
  director: [
    "Head of Operations",
    "IT Director",
    "Director of Customer Service",
    "Head of Procurement",
    "Director of Finance",
    "Head of Digital",
    "Head of Field Service",
  ],
  manager: [
    "Operations Manager",
    "IT Manager",
    "Customer Support Manager",
    "Procurement Manager",
    "Project Manager",
    "Sales Operations Manager",
    "Office Manager",
    "Service Delivery Manager",
  ],
  specialist: [
    "Systems Administrator",
    "Business Analyst",
    "Support Engineer",
    "Buyer",
    "Operations Coordinator",
    "Data Analyst",
    "Project Coordinator",
    "Software Engineer",
    "Accountant",
  ],
};
