// What a person said at another time, on paper or in a call: with date, text and where the proof is.
import { Button, Group, SegmentedControl, Stack, Textarea, TextInput } from "@mantine/core";
import type { ConsentInput, PurposeConsent } from "@rapport/sdk";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { STATE_CHOICES } from "./consent-words.rules.ts";

interface ProofDialogProps {
  purpose: PurposeConsent;
  onClose: () => void;
  onRecord: (said: ConsentInput) => void;
}

export const ProofDialog = ({ purpose, onClose, onRecord }: ProofDialogProps) => {
  const [state, setState] = useState<"granted" | "denied">("granted");
  const [day, setDay] = useState("");
  const [proof, setProof] = useState("");
  const [textVersion, setTextVersion] = useState("");
  const [shownText, setShownText] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onRecord({
      state,
      ...(day ? { givenAt: `${day}T00:00:00Z` } : {}),
      ...(proof.trim() ? { proof: proof.trim() } : {}),
      ...(textVersion.trim() ? { textVersion: textVersion.trim() } : {}),
      ...(shownText.trim() ? { shownText } : {}),
    });
  };
  return (
    <Dialog opened onClose={onClose} title={`Record consent: ${purpose.label}`}>
      <form onSubmit={submit}>
        <Stack gap={12}>
          <SegmentedControl
            aria-label="What the person said"
            data={(["granted", "denied"] as const).map((value) => ({
              value,
              label: STATE_CHOICES[value],
            }))}
            value={state}
            onChange={(value) => setState(value === "denied" ? "denied" : "granted")}
          />
          <TextInput
            type="date"
            label="Said on"
            description="Today unless told. What was said last holds."
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <TextInput
            label="Proof"
            description="Where it can be found: a form's entry, a letter, a call."
            maxLength={500}
            value={proof}
            onChange={(event) => setProof(event.currentTarget.value)}
          />
          <TextInput
            label="Version of the text"
            maxLength={100}
            value={textVersion}
            onChange={(event) => setTextVersion(event.currentTarget.value)}
          />
          <Textarea
            label="Text that was shown"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={5000}
            value={shownText}
            onChange={(event) => setShownText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Record</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
