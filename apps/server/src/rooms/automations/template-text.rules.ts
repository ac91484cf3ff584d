// The text of one version of a template, and how it is looked up.
export interface TemplateText {
  templateId: string;
  version: number;
  object: string;
  subject: string;
  body: string;
}

export const textKey = (id: string, version: number) => `${id}:${version}`;
