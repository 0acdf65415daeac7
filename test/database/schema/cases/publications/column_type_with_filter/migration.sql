-- plinth: upgrade
DROP PUBLICATION p;

-- Rewrites: public.a is locked and rewritten.
ALTER TABLE public.a ALTER COLUMN id TYPE bigint;

CREATE PUBLICATION p FOR TABLE ONLY public.a WHERE ((id > 0)) WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);

-- plinth: downgrade
DROP PUBLICATION p;

-- Rewrites: public.a is locked and rewritten.
-- May fail: public.a.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.a ALTER COLUMN id TYPE integer;

CREATE PUBLICATION p FOR TABLE ONLY public.a WHERE ((id > 0)) WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
