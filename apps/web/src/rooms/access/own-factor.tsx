// One's own second factor: set up, new recovery codes, removed; remembered browsers forgotten.
import { Button, Group, Stack } from "@mantine/core";
import type { MySecurity, SecondFactorSetUp } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { showDone, showError } from "../../ui/toast.tsx";
import css from "./account.module.css";
import { refreshAccount } from "./account-queries.ts";
import { FactorSetUp, RecoveryCodes } from "./factor-set-up.tsx";
import { PasswordDialog } from "./password-dialog.tsx";

type Asking = "set-up" | "codes" | "remove" | null;

const Facts = ({ security }: { security: MySecurity }) => {
  const { since, recoveryCodesLeft } = security.secondFactor;
  if (since === null) {
    return security.secondFactor.required ? (
      <span>Not set up. Your workspace asks for it at your next sign-in.</span>
    ) : (
      <span>Not set up.</span>
    );
  }
  return (
    <span>
      On since <RelativeTime value={since} />.{" "}
      {formatCount(recoveryCodesLeft, "recovery code", "recovery codes")} left.
      {security.rememberedDevices > 0
        ? ` Not asked in ${formatCount(security.rememberedDevices, "browser", "browsers")}.`
        : ""}
    </span>
  );
};

export const OwnFactor = ({ security }: { security: MySecurity }) => {
  const [asking, setAsking] = useState<Asking>(null);
  const [setUp, setSetUp] = useState<SecondFactorSetUp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const isOn = security.secondFactor.since !== null;
  const close = (): void => setAsking(null);
  const finish = (): void => {
    setSetUp(null);
    setCodes(null);
    void refreshAccount();
  };
  const forget = useMutation({
    mutationFn: () => api.account.forgetDevices(),
    onSuccess: () => {
      void refreshAccount();
      showDone("Every browser asks for the second factor again.");
    },
    onError: (error) => showError(error, "The browsers were not forgotten"),
  });
  return (
    <Stack gap={12}>
      <div className={css.facts}>
        <Facts security={security} />
        <Group gap={8}>
          {isOn ? (
            <>
              <Button variant="default" size="xs" onClick={() => setAsking("codes")}>
                New recovery codes
              </Button>
              {security.rememberedDevices > 0 ? (
                <Button
                  variant="default"
                  size="xs"
                  loading={forget.isPending}
                  onClick={() => forget.mutate()}
                >
                  Ask in all browsers again
                </Button>
              ) : null}
              <Button variant="subtle" color="gray" size="xs" onClick={() => setAsking("remove")}>
                Remove
              </Button>
            </>
          ) : (
            <Button size="xs" disabled={!security.hasPassword} onClick={() => setAsking("set-up")}>
              Set up a second factor
            </Button>
          )}
        </Group>
      </div>
      <PasswordDialog
        opened={asking === "set-up"}
        title="Set up a second factor"
        submit="Go on"
        run={(password) => api.account.setUpSecondFactor({ password })}
        onDone={(begun) => {
          close();
          setSetUp(begun);
        }}
        onClose={close}
      >
        First your password, so that nobody else does this at an open screen.
      </PasswordDialog>
      <PasswordDialog
        opened={asking === "codes"}
        title="New recovery codes"
        submit="Make new codes"
        run={(password) => api.account.makeRecoveryCodes({ password })}
        onDone={({ recoveryCodes }) => {
          close();
          setCodes(recoveryCodes);
        }}
        onClose={close}
      >
        The codes that you have stop working.
      </PasswordDialog>
      <PasswordDialog
        opened={asking === "remove"}
        title="Remove your second factor?"
        submit="Remove second factor"
        danger
        run={(password) => api.account.removeSecondFactor({ password })}
        onDone={() => {
          close();
          void refreshAccount();
          showDone("Second factor removed.");
        }}
        onClose={close}
      >
        {security.secondFactor.required
          ? "Your workspace asks for one: you will set up another at your next sign-in."
          : "From then on your password alone signs you in."}
      </PasswordDialog>
      <Dialog
        opened={setUp !== null || codes !== null}
        onClose={finish}
        title={codes ? "Your recovery codes" : "Set up a second factor"}
        closeOnClickOutside={false}
      >
        {codes ? <RecoveryCodes codes={codes} onDone={finish} /> : null}
        {setUp && !codes ? (
          <FactorSetUp
            setUp={setUp}
            confirm={(code) => api.account.confirmSecondFactor({ code })}
            onCodes={setCodes}
            submit="Turn on"
          />
        ) : null}
      </Dialog>
    </Stack>
  );
};
