// Mailboxes: the server's count beside ours, what became of each mail, another try, and none any more.
import type { CaptureAddresses, Mail, Mailbox, MailVerdict, Page } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface MailsQuery {
  limit?: number;
  cursor?: string;
  verdict?: MailVerdict;
}

export const createMailboxesClient = (transport: Transport) => {
  const at = (id: string): string => `/mailboxes/${encodeURIComponent(id)}`;
  return {
    /** Your own address for BCC, one for each mailbox. */
    capture: {
      get: (options?: RequestOptions): Promise<CaptureAddresses> =>
        transport.get<CaptureAddresses>("/capture-address", {}, options),
      /** Makes it; a former one does not hold any more. */
      renew: (options: RequestOptions = {}): Promise<Written<CaptureAddresses>> =>
        transport.write("POST", "/capture-address", options),
      end: async (options: RequestOptions = {}): Promise<void> => {
        await transport.write("DELETE", "/capture-address", options);
      },
    },
    /** All of them, oldest first. */
    list: async (options?: RequestOptions): Promise<Mailbox[]> =>
      (await transport.get<{ data: Mailbox[] }>("/mailboxes", {}, options)).data,
    /** By the id of its channel. */
    get: (id: string, options?: RequestOptions): Promise<Mailbox> =>
      transport.get<Mailbox>(at(id), {}, options),
    /** Newest first. */
    mails: (id: string, query: MailsQuery = {}, options?: RequestOptions): Promise<Page<Mail>> =>
      transport.get<Page<Mail>>(`${at(id)}/mails`, { ...query }, options),
    /** Looks through it within seconds, and tries all that is stuck again. */
    lookThrough: (
      id: string,
      options: RequestOptions = {},
    ): Promise<Written<{ retried: number }>> =>
      transport.write("POST", `${at(id)}/look`, { ...options, repeatable: true }),
    /** Leaves a mail out that is stuck; `retry` takes it up again. */
    leaveOut: (id: string, mailId: string, options: RequestOptions = {}): Promise<Written<Mail>> =>
      transport.write("POST", `${at(id)}/mails/${encodeURIComponent(mailId)}/leave-out`, {
        ...options,
        repeatable: true,
      }),
    retry: (
      id: string,
      mailId: string,
      options: RequestOptions = {},
    ): Promise<Written<{ retried: number }>> =>
      transport.write("POST", `${at(id)}/mails/${encodeURIComponent(mailId)}/retry`, {
        ...options,
        repeatable: true,
      }),
  };
};
