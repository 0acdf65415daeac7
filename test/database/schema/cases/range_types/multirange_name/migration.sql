-- plinth: upgrade
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision, MULTIRANGE_TYPE_NAME = public.spans);

CREATE TABLE public.t (
    a public.span,
    b public.spans
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP TYPE public.span;
