-- plinth: upgrade
ALTER PUBLICATION p SET TABLE ONLY public.a WHERE ((id > 0)), TABLES IN SCHEMA s;
ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);

-- plinth: downgrade
ALTER PUBLICATION p SET TABLE ONLY public.a, ONLY public.b;
ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
