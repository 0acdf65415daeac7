-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed, and CONCURRENTLY works in none: where a statement fails, those before it stay.

ALTER TABLE public.renamed DROP CONSTRAINT old_key;
ALTER TABLE public.accounts ADD CONSTRAINT id_not_null_check CHECK (id IS NOT NULL) NOT VALID;

-- May fail: public.accounts.id may hold nulls.
ALTER TABLE public.accounts VALIDATE CONSTRAINT id_not_null_check;

ALTER TABLE public.accounts ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.accounts DROP CONSTRAINT id_not_null_check;
ALTER TABLE public.renamed ADD CONSTRAINT code_not_null_check CHECK (code IS NOT NULL) NOT VALID;

-- May fail: public.renamed.code may hold nulls.
ALTER TABLE public.renamed VALIDATE CONSTRAINT code_not_null_check;

ALTER TABLE public.renamed ALTER COLUMN id DROP NOT NULL;

-- May fail: rows of public.accounts may not satisfy accounts_mail.
CREATE UNIQUE INDEX CONCURRENTLY accounts_mail ON public.accounts USING btree (mail);

ALTER TABLE public.accounts ADD CONSTRAINT accounts_mail UNIQUE USING INDEX accounts_mail DEFERRABLE INITIALLY DEFERRED;

-- May fail: rows of public.accounts may not satisfy accounts_number.
CREATE UNIQUE INDEX CONCURRENTLY accounts_number ON public.accounts USING btree (number, id);

ALTER TABLE public.accounts ADD CONSTRAINT accounts_number UNIQUE USING INDEX accounts_number;
ALTER INDEX public.accounts_number SET (fillfactor=70);

-- May fail: rows of public.accounts may not satisfy accounts_pkey.
CREATE UNIQUE INDEX CONCURRENTLY accounts_pkey ON public.accounts USING btree (id);

ALTER TABLE public.accounts ADD CONSTRAINT accounts_pkey PRIMARY KEY USING INDEX accounts_pkey;

-- May fail: rows of public.accounts may not satisfy "accounts_the ""(name_note_key".
CREATE UNIQUE INDEX CONCURRENTLY "accounts_the ""(name_note_key" ON public.accounts USING btree ("the ""(name") INCLUDE (note);

ALTER TABLE public.accounts ADD CONSTRAINT "accounts_the ""(name_note_key" UNIQUE USING INDEX "accounts_the ""(name_note_key";
ALTER TABLE ONLY public.events ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY public.events_new ADD CONSTRAINT events_new_pkey PRIMARY KEY (id, at);
ALTER INDEX public.events_pkey ATTACH PARTITION public.events_new_pkey;

-- May fail: rows of public.events_new_1 may not satisfy events_new_1_pkey.
CREATE UNIQUE INDEX CONCURRENTLY events_new_1_pkey ON public.events_new_1 USING btree (id, at);

ALTER TABLE public.events_new_1 ADD CONSTRAINT events_new_1_pkey PRIMARY KEY USING INDEX events_new_1_pkey;
ALTER INDEX public.events_new_pkey ATTACH PARTITION public.events_new_1_pkey;

-- May fail: rows of public.events_old may not satisfy events_old_pkey.
CREATE UNIQUE INDEX CONCURRENTLY events_old_pkey ON public.events_old USING btree (id, at);

ALTER TABLE public.events_old ADD CONSTRAINT events_old_pkey PRIMARY KEY USING INDEX events_old_pkey;
ALTER INDEX public.events_pkey ATTACH PARTITION public.events_old_pkey;
CREATE INDEX events_kind ON ONLY public.events USING btree (kind);
CREATE INDEX events_new_kind_idx ON ONLY public.events_new USING btree (kind);
CREATE INDEX CONCURRENTLY events_new_1_kind_idx ON public.events_new_1 USING btree (kind);
ALTER INDEX public.events_new_kind_idx ATTACH PARTITION public.events_new_1_kind_idx;
ALTER INDEX public.events_kind ATTACH PARTITION public.events_new_kind_idx;
CREATE INDEX CONCURRENTLY events_old_kind_idx ON public.events_old USING btree (kind);
ALTER INDEX public.events_kind ATTACH PARTITION public.events_old_kind_idx;

-- May fail: rows of public.renamed may be the same by public.renamed_id.
CREATE UNIQUE INDEX CONCURRENTLY renamed_id ON public.renamed USING btree (id) WHERE (id > 0);

DROP INDEX CONCURRENTLY public.renamed_code;
ALTER TABLE public.renamed ALTER COLUMN code SET NOT NULL;
ALTER TABLE public.renamed DROP CONSTRAINT code_not_null_check;

-- May fail: rows of public.renamed may not satisfy new_key.
CREATE UNIQUE INDEX CONCURRENTLY new_key ON public.renamed USING btree (code);

ALTER TABLE public.renamed ADD CONSTRAINT new_key PRIMARY KEY USING INDEX new_key;

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed, and CONCURRENTLY works in none: where a statement fails, those before it stay.

DROP INDEX public.events_kind;
ALTER TABLE public.accounts DROP CONSTRAINT accounts_mail;
ALTER TABLE public.accounts DROP CONSTRAINT accounts_number;
ALTER TABLE public.accounts DROP CONSTRAINT accounts_pkey;
ALTER TABLE public.accounts DROP CONSTRAINT "accounts_the ""(name_note_key";
ALTER TABLE public.events DROP CONSTRAINT events_pkey;
ALTER TABLE public.renamed DROP CONSTRAINT new_key;
ALTER TABLE public.accounts ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.renamed ALTER COLUMN code DROP NOT NULL;
ALTER TABLE public.renamed ADD CONSTRAINT id_not_null_check CHECK (id IS NOT NULL) NOT VALID;

-- May fail: public.renamed.id may hold nulls.
ALTER TABLE public.renamed VALIDATE CONSTRAINT id_not_null_check;

-- May fail: rows of public.renamed may be the same by public.renamed_code.
CREATE UNIQUE INDEX CONCURRENTLY renamed_code ON public.renamed USING btree (code);

DROP INDEX CONCURRENTLY public.renamed_id;
ALTER TABLE public.renamed ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.renamed DROP CONSTRAINT id_not_null_check;

-- May fail: rows of public.renamed may not satisfy old_key.
CREATE UNIQUE INDEX CONCURRENTLY old_key ON public.renamed USING btree (id);

ALTER TABLE public.renamed ADD CONSTRAINT old_key PRIMARY KEY USING INDEX old_key;
