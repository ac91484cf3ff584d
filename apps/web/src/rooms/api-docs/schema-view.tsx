// A schema as rows: name, type, limits, words. What is an object itself opens beneath its row.
import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { IconChevronDown, IconChevronRight } from "../../ui/icons.ts";
import css from "./api-docs.module.css";
import {
  type ApiDocument,
  limitsText,
  lookUp,
  membersOf,
  type Schema,
  typeText,
} from "./document.rules.ts";
import { Words } from "./prose.tsx";

interface MemberProps {
  document: ApiDocument;
  name: string;
  schema: Schema;
  required: boolean;
  depth: number;
}

const Facts = ({ schema, required }: { schema: Schema; required: boolean }) => (
  <>
    <span className={css.type}>{typeText(schema)}</span>
    {required ? <span className={css.required}>required</span> : null}
    <span className={css.quiet}>{limitsText(schema)}</span>
    {schema.description ? (
      <span className={css.words}>
        <Words text={schema.description} />
      </span>
    ) : null}
  </>
);

const Member = ({ document, name, schema, required, depth }: MemberProps) => {
  const [isOpen, setOpen] = useState(false);
  const inner = depth < 6 ? membersOf(document, schema) : null;
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li className={css.member}>
      {inner ? (
        <UnstyledButton
          className={css.name}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon size={12} aria-hidden /> {name}
        </UnstyledButton>
      ) : (
        <span className={css.name}>{name}</span>
      )}
      <Facts schema={schema} required={required} />
      {inner && isOpen ? <SchemaView document={document} schema={inner} depth={depth + 1} /> : null}
    </li>
  );
};

export const SchemaView = ({
  document,
  schema,
  depth = 0,
}: {
  document: ApiDocument;
  schema: Schema;
  depth?: number;
}) => {
  const found = lookUp(document, schema);
  const members = membersOf(document, found);
  if (!members) return <p className={css.quiet}>{typeText(found)}</p>;
  const required = new Set(members.required ?? []);
  return (
    <ul className={css.members}>
      {Object.entries(members.properties ?? {}).map(([name, member]) => (
        <Member
          key={name}
          document={document}
          name={name}
          schema={member}
          required={required.has(name)}
          depth={depth}
        />
      ))}
    </ul>
  );
};
