// Texts that automations and members use.
import { Anchor, Button, Table } from "@mantine/core";
import type { Template } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconNote, IconPlus } from "../../ui/icons.ts";
import { PageBody } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useObjectType } from "../records/schema.ts";
import { templatesQuery } from "./automation-queries.ts";
import css from "./automations.module.css";
import { AutomationsHead } from "./automations-head.tsx";

const TemplateRow = ({ template }: { template: Template }) => {
  const object = useObjectType(template.object);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/automations/templates/${template.id}`} size="sm">
          {template.name}
        </Anchor>
        {template.faults.length > 0 ? <p className={css.problem}>{template.faults[0]}</p> : null}
      </Table.Td>
      <Table.Td>{object?.labelPlural ?? template.object}</Table.Td>
      <Table.Td maw={320} className="r-ellipsis">
        {template.subject || template.body}
      </Table.Td>
      <Table.Td>{template.sharedWith === "workspace" ? "Everybody" : "Only me"}</Table.Td>
      <Table.Td ta="right">{template.version}</Table.Td>
      <Table.Td>
        <RelativeTime value={template.updatedAt} />
      </Table.Td>
    </Table.Tr>
  );
};

const start = (
  <Button component={Link} to="/automations/templates/new" leftSection={<IconPlus size={14} />}>
    New template
  </Button>
);

export const TemplateList = () => {
  const list = useQuery(templatesQuery);
  const templates = list.data ?? [];
  return (
    <>
      <AutomationsHead actions={templates.length > 0 ? start : null} />
      <PageBody wide>
        {list.isPending ? <SkeletonLines /> : null}
        {list.error ? (
          <ErrorState
            error={list.error}
            doing="load the templates"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && templates.length === 0 ? (
          <EmptyState
            icon={<IconNote size={24} stroke={1.5} />}
            title="No templates yet"
            action={start}
          >
            A template is a text with fields of a record in it, for e-mails, notes and tasks that
            automations write.
          </EmptyState>
        ) : null}
        {templates.length > 0 ? (
          <PlainTable label="Templates">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Template</Table.Th>
                <Table.Th>About</Table.Th>
                <Table.Th>Begins</Table.Th>
                <Table.Th>Seen by</Table.Th>
                <Table.Th ta="right">Version</Table.Th>
                <Table.Th>Changed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {templates.map((template) => (
                <TemplateRow key={template.id} template={template} />
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
      </PageBody>
    </>
  );
};
