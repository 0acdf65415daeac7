-- plinth: upgrade
CREATE PUBLICATION p FOR TABLE ONLY public.a, ONLY public.b WITH (publish = 'insert, update', publish_via_partition_root = false);
COMMENT ON PUBLICATION p IS 'out';

-- plinth: downgrade
DROP PUBLICATION p;
