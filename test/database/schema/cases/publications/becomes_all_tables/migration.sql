-- plinth: upgrade
DROP PUBLICATION p;
CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);

-- plinth: downgrade
DROP PUBLICATION p;
CREATE PUBLICATION p FOR TABLE ONLY public.a WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
