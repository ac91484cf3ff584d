// Keys made from labels: what the API and files call a field or an object.

const hasOtherLetters = (label: string): boolean =>
  /\p{L}/u.test(label.replace(/\p{Script=Latin}/gu, ""));

/** None for a label with letters of other scripts: what is left of it would tell two of them not apart. */
const wordsOf = (label: string): string[] =>
  (hasOtherLetters(label) ? "" : label)
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .split(" ")
    .filter(Boolean);

/** "Contract end" as `contractEnd`. Empty when the server has to make the key. */
export const fieldKeyOf = (label: string): string => {
  const [first = "", ...rest] = wordsOf(label.toLowerCase());
  const key = first + rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return /^[0-9]/.test(key) ? `f${key}` : key;
};

/** "Very high" as `very-high`. */
export const optionKeyOf = (label: string): string =>
  wordsOf(label.toLowerCase()).join("-") || label.trim();

/** "Service contracts" as `service_contracts`. */
export const objectKeyOf = (labelPlural: string): string => {
  const key = wordsOf(labelPlural.toLowerCase()).join("_").slice(0, 40);
  return /^[0-9]/.test(key) ? `o_${key}`.slice(0, 40) : key;
};
