// Short forms of first names that are common in English-speaking offices → one form for all. A first name that
// is not here stands for itself.

const groups = [
  "abigail abby",
  "alexander alex alec sandy",
  "andrew andy drew",
  "anthony tony",
  "barbara barb",
  "benjamin ben benny",
  "catherine katherine kathryn kate katie kathy cathy",
  "charles charlie chuck",
  "christopher chris",
  "daniel dan danny",
  "david dave",
  "deborah deb debbie",
  "donald don",
  "edward ed eddie ted",
  "elizabeth liz lizzie beth betty eliza",
  "frederick fred freddie",
  "gregory greg",
  "jacob jake",
  "james jim jimmy jamie",
  "jeffrey jeff geoffrey geoff",
  "jennifer jen jenny",
  "jessica jess",
  "john jack johnny",
  "jonathan jon",
  "joseph joe joey",
  "joshua josh",
  "kenneth ken kenny",
  "lawrence larry",
  "margaret maggie meg peggy",
  "matthew matt",
  "michael mike mick mickey",
  "nathaniel nathan nate",
  "nicholas nick nicky",
  "pamela pam",
  "patricia pat patty trish",
  "peter pete",
  "philip phillip phil",
  "raymond ray",
  "rebecca becky becca",
  "richard rick rich dick",
  "robert rob bob bobby robbie",
  "ronald ron ronnie",
  "samuel samantha sam",
  "stephen steven steve",
  "susan sue susie",
  "theodore theo",
  "thomas tom tommy",
  "timothy tim",
  "victoria vicky",
  "vincent vince",
  "william will bill billy liam",
  "zachary zach zack",
];

const wholeNames = new Map(
  groups.flatMap((group) => {
    const [whole = "", ...short] = group.split(" ");
    return [whole, ...short].map((name) => [name, whole] as const);
  }),
);

/** Folded, as the whole name. */
export function wholeName(name: string): string {
  return wholeNames.get(name) ?? name;
}
