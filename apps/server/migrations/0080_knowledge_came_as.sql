-- Pages may come from closed tickets and settled conversations.
ALTER TABLE knowledge.pages DROP CONSTRAINT pages_came_as_check;
ALTER TABLE knowledge.pages ADD CONSTRAINT pages_came_as_check
  CHECK (came_as IN ('page', 'markdown', 'html', 'pdf', 'csv', 'case'));
