// Addresses of mails as they travel over the API.
import { z } from "zod";

export const mailAddressSchema = z.object({ address: z.string(), name: z.string().nullable() });
export type MailAddress = z.infer<typeof mailAddressSchema>;

export const maxCc = 20;

const address = z
  .string()
  .trim()
  .max(320)
  .regex(
    /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,250}$/u,
    "Give a mail address, as ada@shop.example.",
  );

export const ccSchema = z.array(address).max(maxCc);
