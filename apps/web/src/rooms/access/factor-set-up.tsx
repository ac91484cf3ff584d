// Setting up a second factor, before or inside a session: the QR code (drawn here, nothing is asked of
// anybody), the first code, and the recovery codes, shown once.
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import type { SecondFactorSetUp } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { CopyField } from "../../ui/copy-field.tsx";
import { FormError } from "../../ui/states.tsx";
import css from "./factor.module.css";

/** Comes with what draws it when a factor is set up, not with each sign-in. */
const QrCode = lazy(async () => ({ default: (await import("./qr-code.tsx")).QrCode }));

interface CodeInputProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  description?: string;
}

export const CodeInput = ({ value, onChange, label, description }: CodeInputProps) => (
  <TextInput
    name="code"
    label={label}
    description={description}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    autoComplete="one-time-code"
    inputMode="text"
    autoCapitalize="off"
    spellCheck={false}
    maxLength={40}
    required
    withAsterisk={false}
    data-autofocus
    autoFocus
  />
);

interface FactorSetUpProps {
  setUp: SecondFactorSetUp;
  confirm: (code: string) => Promise<{ recoveryCodes: string[] }>;
  onCodes: (codes: string[]) => void;
  submit: string;
}

export const FactorSetUp = ({ setUp, confirm, onCodes, submit }: FactorSetUpProps) => {
  const [code, setCode] = useState("");
  const confirming = useMutation({
    mutationFn: confirm,
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    confirming.mutate(code.trim());
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={14}>
        <FormError error={confirming.error} />
        <Text size="sm">
          Scan this with an authenticator app, such as the one of your password manager, then type
          the six digits that it shows.
        </Text>
        <Suspense fallback={<div className={css.qr} />}>
          <QrCode text={setUp.uri} label="QR code for the authenticator app" />
        </Suspense>
        <details className={css.byHand}>
          <summary>Type it by hand instead</summary>
          <CopyField label="Secret" value={setUp.secret} />
        </details>
        <CodeInput label="Code" value={code} onChange={setCode} />
        <Button type="submit" loading={confirming.isPending} disabled={code.trim().length < 6}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
};

const download = (codes: readonly string[]): void => {
  const text = `Recovery codes for Rapport. Each works once.\n\n${codes.join("\n")}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "rapport-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
};

/** The codes, which are never shown again, and a tick before going on. */
export const RecoveryCodes = ({ codes, onDone }: { codes: string[]; onDone: () => void }) => {
  const [kept, setKept] = useState(false);
  return (
    <Stack gap={14}>
      <Text size="sm" role="status">
        Keep these recovery codes where you find them without your phone. Each lets you in once when
        you cannot give a code. They are shown only now.
      </Text>
      <ul className={css.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap={8}>
        <Button
          variant="default"
          onClick={() => void navigator.clipboard?.writeText(codes.join("\n"))}
        >
          Copy all
        </Button>
        <Button variant="default" onClick={() => download(codes)}>
          Save as a file
        </Button>
      </Group>
      <Checkbox
        label="I have kept the codes"
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!kept} onClick={onDone}>
        Go on
      </Button>
    </Stack>
  );
};
