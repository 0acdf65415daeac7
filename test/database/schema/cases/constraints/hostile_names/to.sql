create table "T" (a integer, constraint "Check; drop table ""T"" --" check (a <> 5), constraint "U ""q""" unique (a));
comment on constraint "Check; drop table ""T"" --" on "T" is 'it''s $$ fine';
