// To whom a captured mail went. Who is not known yet can be added, and is then on the conversation.
import { Button } from "@mantine/core";
import type { Conversation, MailRecipient } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import detailsCss from "./details.module.css";
import css from "./inbox.module.css";
import { threadQuery } from "./inbox-queries.ts";
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

export const RecipientsCard = ({
  conversation: { id, mayChange },
}: {
  conversation: Conversation;
}) => {
  const thread = useQuery(threadQuery(id)).data?.data ?? [];
  const isCaptured = thread.some(
    ({ author, internal, delivery }) => author.kind === "member" && !internal && delivery === null,
  );
  const recipients = useQuery({
    queryKey: ["inbox", "recipients", id],
    queryFn: ({ signal }) => api.conversations.recipients(id, { signal }),
    enabled: isCaptured,
  });
  if (!recipients.data || recipients.data.length === 0) return null;
  return (
    <section className={css.card} aria-label="Went to">
      <h3>Went to</h3>
      <ul className={css.plain}>
        {recipients.data.map((one) => (
          <li key={one.address} className={detailsCss.linked}>
            {one.person ? (
              <Link to="/o/$object/$id" params={{ object: "people", id: one.person.id }}>
                {one.person.title}
              </Link>
            ) : (
              <>
                <span>{one.name ?? one.address}</span>
                {mayChange ? <Unknown id={id} recipient={one} /> : null}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};
