// Who else is on the mails of a conversation. Who is not known yet can be added, and is then on the conversation.
import { Button } from "@mantine/core";
import type { Conversation, MailRecipient } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { hasRecipients, recipientsQuery } from "./cc-queries.ts";
import detailsCss from "./details.module.css";
import css from "./inbox.module.css";
import { namesOf } from "./inbox-words.rules.ts";

const Unknown = ({ id, recipient }: { id: string; recipient: MailRecipient }) => {
  const add = useMutation({
    mutationFn: async () => {
      const { address, name } = recipient;
      const made = await api
        .records("people")
        .create({ ...namesOf(name, address), email: address });
      await api.conversations.link(id, { object: "people", recordId: made.data.id });
      return made;
    },
    onSuccess: async ({ actId }) => {
      await queryClient.invalidateQueries({ queryKey: ["inbox"] });
      showUndo("Person added.", actId);
    },
    onError: (error) => showError(error, "The person was not added"),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={add.isPending}
      onClick={() => add.mutate()}
    >
      Add person
    </Button>
  );
};

const Recipient = ({ id, one, mayAdd }: { id: string; one: MailRecipient; mayAdd: boolean }) => {
  const { address, name, person } = one;
  if (person) {
    return (
      <span title={address}>
        <Link to="/o/$object/$id" params={{ object: "people", id: person.id }}>
          {person.title || address}
        </Link>
      </span>
    );
  }
  return (
    <>
      <span>
        {name ?? address}
        {name === null ? null : <span className={detailsCss.under}>{address}</span>}
      </span>
      {mayAdd ? <Unknown id={id} recipient={one} /> : null}
    </>
  );
};

export const RecipientsCard = ({ conversation }: { conversation: Conversation }) => {
  const { id, mayChange } = conversation;
  const isAsked = hasRecipients(conversation);
  const recipients = useQuery({ ...recipientsQuery(id), enabled: isAsked });
  if (!isAsked || !recipients.data || recipients.data.length === 0) return null;
  return (
    <section className={css.card} aria-label="Also on the mails">
      <h3>Also on the mails</h3>
      <ul className={css.plain}>
        {recipients.data.map((one) => (
          <li key={one.address} className={detailsCss.recipient}>
            <Recipient id={id} one={one} mayAdd={mayChange} />
          </li>
        ))}
      </ul>
    </section>
  );
};
