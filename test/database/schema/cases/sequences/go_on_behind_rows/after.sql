insert into a (name) values ('new');
insert into b (name) values ('new');
insert into c (name) values ('new');
insert into "Hostile's ""Table""" (name) values ('new');
insert into empty (name) values ('new');
insert into one (name) values ('new');
insert into two (name) values ('new');
insert into parted (name) values ('new');
insert into lowered (name) values ('new');
insert into full_up (name) values ('new');
do $$
begin
  assert (select id from a where name = 'new') = 8, 'a';
  assert (select id from b where name = 'new') = 8, 'b';
  assert (select id from c where name = 'new') = -9, 'c';
  assert (select "The Id" from "Hostile's ""Table""" where name = 'new') = 8, 'hostile';
  assert (select id from empty where name = 'new') = 100, 'empty';
  assert (select number from one where name = 'new') = 8, 'one';
  assert (select number from two where name = 'new') = 9, 'two';
  assert (select id from parted where name = 'new') = 8, 'parted';
  assert (select id from lowered where name = 'new') = 6, 'lowered';
  assert (select id from full_up where name = 'new') = 1, 'full_up';
end
$$;
