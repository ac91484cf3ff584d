-- In which way the postings of an index tell words apart: where it is an earlier one, they are made anew.
ALTER TABLE passages.indexes ADD COLUMN words int NOT NULL DEFAULT 1;
