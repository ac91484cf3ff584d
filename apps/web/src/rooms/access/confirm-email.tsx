// Takes up the link that was sent to a new address. Asked by a button, since mail programs open links too.
import { Alert } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { EntryForm } from "./entry-form.tsx";

const route = getRouteApi("/public/confirm-email");

export const ConfirmEmail = () => {
  const { token } = route.useSearch();
  const confirm = useMutation({
    mutationFn: () => api.auth.confirmEmail({ token: token ?? "" }),
  });
  if (!token || confirm.isSuccess) {
    return (
      <>
        <Alert variant="light" role="status" mb={12}>
          {token
            ? "Your address is changed. Sign in with it from now on."
            : "This link has no code in it. Open it from the mail again, or ask for a new one."}
        </Alert>
        <Link to="/" className="r-link">
          Go to Rapport
        </Link>
      </>
    );
  }
  return (
    <EntryForm
      title="Confirm your address"
      lead="From then on you sign in with the address that this link was sent to."
      submit="Confirm the address"
      busy={confirm.isPending}
      error={confirm.error}
      onSubmit={() => confirm.mutate()}
    >
      {null}
    </EntryForm>
  );
};
