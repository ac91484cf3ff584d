-- How often the mail of a line was tried since it fell due: a mail server that is away is asked again, with an end.
ALTER TABLE notifications.items ADD COLUMN mail_tries int NOT NULL DEFAULT 0;
