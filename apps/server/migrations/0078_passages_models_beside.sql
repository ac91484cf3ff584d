-- Vectors of a model are made beside those in force, in short steps, and put in force by a switch that only looks at what came and went
-- meanwhile: nobody who writes passages waits for the whole of it.
ALTER TABLE passages.vectors DROP CONSTRAINT vectors_pkey;
ALTER TABLE passages.vectors ADD PRIMARY KEY (workspace_id, model, space, block);

-- The highest number that a model was given, and which sentence model makes its vectors while they are not in force ('' for none): another
-- start of the process goes on with them.
ALTER TABLE passages.indexes ADD last_model int NOT NULL DEFAULT 0;
ALTER TABLE passages.indexes ADD building text NOT NULL DEFAULT '';
UPDATE passages.indexes SET last_model = model;
