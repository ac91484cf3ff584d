import { Alert, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { useAfterPassword } from "./enter.ts";
import { EntryForm } from "./entry-form.tsx";
import { NewPassword } from "./new-password.tsx";

const route = getRouteApi("/public/accept-invitation");

export const AcceptInvitation = () => {
  const { token } = route.useSearch();
  const after = useAfterPassword();
  const accept = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.acceptInvitation({
        token: token ?? "",
        name: values.name ?? "",
        password: values.password ?? "",
      }),
    onSuccess: (result) => after(result),
  });
  if (!token) {
    return (
      <Alert variant="light">
        This link has no code in it. Ask the member who invited you to send it again.
      </Alert>
    );
  }
  return (
    <EntryForm
      title="Join the workspace"
      lead="Choose how others see you, and a password."
      submit="Join"
      busy={accept.isPending}
      error={accept.error}
      onSubmit={(values) => accept.mutate(values)}
    >
      <TextInput name="name" label="Your name" autoComplete="name" required withAsterisk={false} />
      <NewPassword />
    </EntryForm>
  );
};
