// The button that takes files, and the question before one takes the place of what is there.
import { Button, FileButton, Group, Text } from "@mantine/core";
import type { KnowledgePageSummary } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { showError } from "../../ui/toast.tsx";
import { besides, type Replaced, replacedBy, replacedWords } from "./add-files.rules.ts";
import { uploadedPages, useAddFiles } from "./add-files.ts";

const accept = ".md,.markdown,.txt,.html,.htm,.pdf,.csv";
const mostNamed = 8;

interface Asked {
  files: readonly File[];
  uploads: readonly KnowledgePageSummary[];
  replaced: readonly Replaced[];
}

const asTheyAre = (files: readonly File[]) => files.map((file) => ({ path: file.name, file }));

const Question = ({ replaced }: Pick<Asked, "replaced">) => (
  <>
    <Text size="sm">
      Files of the same name were added before. Replaced pages keep their readers:
    </Text>
    <ul>
      {replaced.slice(0, mostNamed).map((one) => (
        <li key={one.path}>{replacedWords(one)}</li>
      ))}
      {replaced.length > mostNamed ? <li>And {replaced.length - mostNamed} more files.</li> : null}
    </ul>
  </>
);

export const AddFilesButton = () => {
  const [asked, setAsked] = useState<Asked | null>(null);
  const add = useAddFiles();
  const look = useMutation({
    mutationFn: async (files: readonly File[]): Promise<Asked> => {
      const uploads = await uploadedPages();
      const names = files.map(({ name }) => name);
      return { files, uploads, replaced: replacedBy(names, uploads) };
    },
    onSuccess: (found) => {
      if (found.replaced.length > 0) setAsked(found);
      else add.mutate(asTheyAre(found.files));
    },
    onError: (error) => showError(error, "The file was not loaded"),
  });
  const choose = (isReplacing: boolean): void => {
    if (!asked) return;
    const { files, uploads } = asked;
    add.mutate(isReplacing ? asTheyAre(files) : besides(files, uploads));
    setAsked(null);
  };
  return (
    <>
      <FileButton multiple accept={accept} onChange={(files) => look.mutate(files)}>
        {(props) => (
          <Button {...props} variant="default" loading={look.isPending || add.isPending}>
            Add files
          </Button>
        )}
      </FileButton>
      <Dialog opened={asked !== null} onClose={() => setAsked(null)} title="Replace what is there?">
        {asked ? <Question replaced={asked.replaced} /> : null}
        <Group justify="flex-end" gap={8} mt={16}>
          <Button variant="default" onClick={() => setAsked(null)}>
            Cancel
          </Button>
          <Button variant="default" onClick={() => choose(false)}>
            Add as other pages
          </Button>
          <Button onClick={() => choose(true)}>Replace</Button>
        </Group>
      </Dialog>
    </>
  );
};
