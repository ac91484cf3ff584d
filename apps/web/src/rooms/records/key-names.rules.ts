// Keys made from labels: what the API and files call a field or an object.

const wordsOf = (label: string): string[] =>
  label
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .split(" ")
    .filter(Boolean);

/** "Contract end" as `contractEnd`. Empty when the label has no Latin letters or digits. */
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
