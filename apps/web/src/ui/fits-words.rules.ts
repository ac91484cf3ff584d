/** Lower case, without accents, so that "muller" finds "Müller". */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether each word that was typed begins a word of the label. Nothing typed fits everything. */
export const fitsWords = (label: string, typed: string): boolean => {
  const parts = plain(label).split(/\s+/);
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
};
