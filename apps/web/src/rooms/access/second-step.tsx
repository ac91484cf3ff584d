// What may follow a right password: the second factor, or its set-up where a workspace asks for it.
import { Anchor, Checkbox } from "@mantine/core";
import type { SignInResult } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { EntryForm } from "./entry-form.tsx";
import { CodeInput, FactorSetUp, RecoveryCodes } from "./factor-set-up.tsx";
import css from "./public.module.css";

interface StepProps {
  onDone: () => void;
  onBack: () => void;
}

const Back = ({ onBack }: Pick<StepProps, "onBack">) => (
  <Anchor component="button" type="button" size="sm" underline="always" onClick={onBack}>
    Start again
  </Anchor>
);

const GiveCode = ({ onDone, onBack }: StepProps) => {
  const [code, setCode] = useState("");
  const [remember, setRemember] = useState(false);
  const give = useMutation({
    mutationFn: () => api.auth.giveSecondFactor({ code: code.trim(), rememberDevice: remember }),
    onSuccess: onDone,
  });
  return (
    <EntryForm
      title="Second factor"
      lead="Type the six digits that your authenticator app shows, or one of your recovery codes."
      submit="Sign in"
      busy={give.isPending}
      error={give.error}
      onSubmit={() => give.mutate()}
      links={
        <>
          No phone and no recovery codes? An admin of your workspace can reset your second factor.{" "}
          <Back onBack={onBack} />
        </>
      }
    >
      <CodeInput label="Code" value={code} onChange={setCode} />
      <Checkbox
        label="Do not ask again in this browser for a while"
        checked={remember}
        onChange={(event) => setRemember(event.currentTarget.checked)}
      />
    </EntryForm>
  );
};

const SetUp = ({ onDone, onBack }: StepProps) => {
  const begun = useQuery({
    queryKey: ["second-factor-set-up"],
    queryFn: () => api.auth.setUpSecondFactor(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <>
      <h1 className={css.title}>{codes ? "Your recovery codes" : "Set up a second factor"}</h1>
      {codes ? null : (
        <p className={css.lead}>
          Your workspace asks for a second factor beside the password. It takes a minute, once.
        </p>
      )}
      {begun.isPending ? <SkeletonLines lines={5} /> : null}
      {begun.error ? (
        <ErrorState error={begun.error} doing="begin the set-up" onRetry={onBack} />
      ) : null}
      {codes ? <RecoveryCodes codes={codes} onDone={onDone} /> : null}
      {begun.data && !codes ? (
        <FactorSetUp
          setUp={begun.data}
          confirm={(code) => api.auth.confirmSecondFactor({ code })}
          onCodes={setCodes}
          submit="Set up and sign in"
        />
      ) : null}
      {codes ? null : (
        <p className={css.links}>
          <Back onBack={onBack} />
        </p>
      )}
    </>
  );
};

export const SecondStep = ({ step, ...rest }: StepProps & { step: SignInResult }) =>
  step === "second-factor-set-up" ? <SetUp {...rest} /> : <GiveCode {...rest} />;
