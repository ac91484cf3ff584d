-- Fields whose values are computed by the server: read only, written without a new version of the record.
ALTER TABLE records.fields ADD COLUMN computed boolean NOT NULL DEFAULT false;
