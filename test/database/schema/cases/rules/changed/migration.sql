-- plinth: upgrade
CREATE OR REPLACE RULE r AS
    ON INSERT TO public.t DO  INSERT INTO public.log (a)
  VALUES ((new.a + 1));

-- plinth: downgrade
CREATE OR REPLACE RULE r AS
    ON INSERT TO public.t DO  INSERT INTO public.log (a)
  VALUES (new.a);
