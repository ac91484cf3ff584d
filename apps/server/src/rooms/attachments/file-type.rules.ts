// What a file is, told from its first bytes alone; and what may be done with it. The name is not believed, only
// asked whether a computer would run the file for it. Pure.

export interface FileType {
  type: string;
  /** A picture of a kind that every browser draws and none runs. */
  isImage: boolean;
  /** What a computer runs when it is opened: not taken. */
  isProgram: boolean;
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

interface Signature {
  type: string;
  at?: number;
  bytes: readonly number[];
  also?: { at: number; bytes: readonly number[] };
}

const zip = [0x50, 0x4b, 0x03, 0x04];

const signatures: readonly Signature[] = [
  { type: "image/png", bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/jpeg", bytes: [0xff, 0xd8, 0xff] },
  { type: "image/gif", bytes: ascii("GIF8") },
  { type: "image/webp", bytes: ascii("RIFF"), also: { at: 8, bytes: ascii("WEBP") } },
  { type: "application/pdf", bytes: ascii("%PDF-") },
  { type: "application/zip", bytes: zip },
  { type: "application/gzip", bytes: [0x1f, 0x8b] },
  { type: "application/x-7z-compressed", bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: "application/vnd.rar", bytes: ascii("Rar!") },
  { type: "application/x-ole-storage", bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { type: "application/rtf", bytes: ascii("{\\rtf") },
  { type: "audio/mpeg", bytes: ascii("ID3") },
  { type: "audio/wav", bytes: ascii("RIFF"), also: { at: 8, bytes: ascii("WAVE") } },
  { type: "application/ogg", bytes: ascii("OggS") },
  { type: "video/mp4", at: 4, bytes: ascii("ftyp") },
  { type: "video/webm", bytes: [0x1a, 0x45, 0xdf, 0xa3] },
];

const programs: readonly (readonly number[])[] = [
  ascii("MZ"),
  [0x7f, ...ascii("ELF")],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00],
  ascii("#!"),
  // The program that scanners are tried with; it is built to look like text.
  ascii("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"),
];

const runByName =
  /\.(?:exe|com|bat|cmd|scr|pif|msi|msp|msc|cpl|hta|js|jse|vbs|vbe|wsf|wsh|ws|ps1|psm1|lnk|url|reg|jar|app|dmg|pkg|deb|rpm|sh|command|scf|inf|appref-ms|gadget|chm|iso|img|vhd)[. ]*$/i;

const images = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

function starts(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return head.length >= at + bytes.length && bytes.every((byte, step) => head[at + step] === byte);
}

function signatureOf(head: Uint8Array): string | undefined {
  return signatures.find(
    ({ bytes, at, also }) =>
      starts(head, bytes, at) && (also === undefined || starts(head, also.bytes, also.at)),
  )?.type;
}

/** Text as browsers would read it: what could be markup is told apart, since it is never shown. */
function textType(head: Uint8Array): string | undefined {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return undefined;
  const text = new TextDecoder("utf-8")
    .decode(head)
    .replace(/^\ufeff/, "")
    .trimStart();
  if (/^<(?:!doctype\s+html|html|head|body|script|iframe|svg|\?xml|!--)/i.test(text)) {
    return /^<(?:svg|\?xml)/i.test(text) ? "text/xml" : "text/html";
  }
  return text.includes("\ufffd") ? undefined : "text/plain";
}

/** How many first bytes are looked at. */
export const headBytes = 512;

export function fileType(head: Uint8Array, fileName: string): FileType {
  const isProgram = runByName.test(fileName) || programs.some((bytes) => starts(head, bytes));
  const type = signatureOf(head) ?? textType(head) ?? "application/octet-stream";
  return { type, isImage: images.has(type), isProgram };
}

export const isImageType = (type: string): boolean => images.has(type);

/** What a file is served as: pictures as themselves, documents as theirs, the rest as mere bytes. */
export function servedType(type: string): string {
  const isPlain = images.has(type) || type === "application/pdf" || /^(?:audio|video)\//.test(type);
  return isPlain ? type : "application/octet-stream";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const unwanted = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const longest = 200;

/** Without folders, without what turns text around or hides it; never empty. */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const plain = last.replace(unwanted, "").replace(/\s+/g, " ").trim();
  const name = plain.replace(/^\.+/, "");
  if (name === "") return "file";
  if (name.length <= longest) return name;
  const dot = name.lastIndexOf(".");
  const end = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : "";
  return `${name
    .slice(0, longest - end.length)
    .toWellFormed()
    .replaceAll("\ufffd", "")}${end}`;
}

/** RFC 6266: a plain name for old programs, the whole one for the others. */
export function dispositionOf(fileName: string, isInline: boolean): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%;]/g, "_");
  const whole = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const place = isInline ? "inline" : "attachment";
  return `${place}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
