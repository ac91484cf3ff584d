// Addresses of mails as they travel over the API.
import { z } from "zod";

export const mailAddressSchema = z.object({ address: z.string(), name: z.string().nullable() });
export type MailAddress = z.infer<typeof mailAddressSchema>;

export const maxCc = 20;

/** Programs that take answers put more before the @ than the 64 letters that the standard allows. */
const shape = /^[^\s@<>"(),:;\\[\]]{1,250}@[^\s@<>"(),:;\\[\]]{1,250}$/u;
const longest = 320;

/** Whether an answer can be sent there. */
export const isMailAddress = (text: string): boolean => text.length <= longest && shape.test(text);

const address = z
  .string()
  .trim()
  .max(longest)
  .regex(shape, "Give a mail address, as ada@shop.example.");

export const ccSchema = z.array(address).max(maxCc);
