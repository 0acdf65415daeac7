-- plinth: upgrade
CREATE TABLE public.child (
    extra text
)
INHERITS (public.parent);

-- plinth: downgrade
-- Loses data: the rows of public.child are lost.
DROP TABLE public.child;
