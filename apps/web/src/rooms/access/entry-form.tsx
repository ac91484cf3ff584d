// The one form shape of the screens before sign-in: title, lead, fields, one button, the error above it.
import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { FormEvent, ReactNode } from "react";
import { FormError } from "../../ui/states.tsx";
import css from "./public.module.css";

interface EntryFormProps {
  title: string;
  lead: string;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (values: Record<string, string>) => void;
  children: ReactNode;
  links?: ReactNode;
}

const valuesOf = (form: HTMLFormElement): Record<string, string> => {
  const entries = [...new FormData(form)].map(([key, value]) => [key, String(value)] as const);
  return Object.fromEntries(entries);
};

export const EntryForm = (props: EntryFormProps) => {
  useDocumentTitle(`${props.title} · Rapport`);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    props.onSubmit(valuesOf(event.currentTarget));
  };
  return (
    <>
      <h1 className={css.title}>{props.title}</h1>
      <p className={css.lead}>{props.lead}</p>
      <form onSubmit={onSubmit} className={css.form}>
        <FormError error={props.error} />
        {props.children}
        <Button type="submit" size="sm" fullWidth loading={props.busy}>
          {props.submit}
        </Button>
      </form>
      {props.links ? <p className={css.links}>{props.links}</p> : null}
    </>
  );
};
