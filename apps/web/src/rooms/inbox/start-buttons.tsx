// Where a conversation is begun: in the inbox, and on a person's page. Shown to those whose role may.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { RapportRecord } from "@rapport/contracts";
import { lazy, Suspense, useState } from "react";
import { IconMail, IconMessagePlus } from "../../ui/icons.ts";
import { rightsFor } from "../access/role.rules.ts";
import { useMe } from "../access/session.ts";
import type { FoundPerson } from "./people-found.ts";

const LazyDialog = lazy(async () => ({
  default: (await import("./start-dialog.tsx")).StartDialog,
}));

export const useMayStart = (): boolean => rightsFor(useMe().permissions, "conversations").create;

interface StartingProps {
  opened: boolean;
  onClose: () => void;
  person?: FoundPerson | null;
}

/** Loaded when it is opened first; from then on it is there, and knows what is on its way. */
export const Starting = ({ opened, onClose, person = null }: StartingProps) => {
  const [isLoaded, setIsLoaded] = useState(opened);
  if (opened && !isLoaded) setIsLoaded(true);
  return isLoaded || opened ? (
    <Suspense fallback={null}>
      <LazyDialog opened={opened} onClose={onClose} person={person} />
    </Suspense>
  ) : null;
};

export const NewConversationButton = ({ onOpen }: { onOpen: () => void }) => (
  <Tooltip label="New conversation (w)">
    <ActionIcon aria-label="New conversation" aria-haspopup="dialog" onClick={onOpen}>
      <IconMessagePlus size={16} stroke={1.6} aria-hidden="true" />
    </ActionIcon>
  </Tooltip>
);

const textOr = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const writtenTo = ({ id, email, phone }: RapportRecord, title: string): FoundPerson => ({
  ...{ id, title, email: textOr(email), phone: textOr(phone) },
});

interface WriteButtonProps {
  object: string;
  record: RapportRecord | undefined;
  title: string;
}

/** Among the actions of a person's page, where the member may see their mail address. */
export const WriteButton = ({ object, record, title }: WriteButtonProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const mayStart = useMayStart();
  const person = object === "people" && record ? writtenTo(record, title) : null;
  if (!mayStart || person === null || person.email === null) return null;
  return (
    <>
      <Button
        variant="default"
        aria-haspopup="dialog"
        leftSection={<IconMail size={14} aria-hidden="true" />}
        onClick={() => setIsOpen(true)}
      >
        Write
      </Button>
      <Starting opened={isOpen} onClose={() => setIsOpen(false)} person={person} />
    </>
  );
};
